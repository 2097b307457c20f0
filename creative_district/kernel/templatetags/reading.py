"""Values as a reader sees them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from creative_district.kernel import markdown
from creative_district.kernel.dates import PartialDate, day_in_words
from creative_district.kernel.text import Text
from creative_district.kernel.typography import NBSP, typeset

register = template.Library()


@register.filter
def reading(value: Any) -> SafeString:
    """Show a text in the reader's language, typeset; another language is marked."""
    language = get_language() or ""
    if not isinstance(value, Text):
        return conditional_escape(typeset(str(value or ""), language))
    rendered = value.rendered()
    text = typeset(rendered.text, rendered.language)
    if not rendered.is_fallback:
        return conditional_escape(text)
    return format_html('<span lang="{}">{}</span>', rendered.language, text)


@register.filter
def paragraphs(value: Any) -> SafeString:
    """Show a text of several lines, a paragraph each."""
    rendered = value.rendered() if isinstance(value, Text) else None
    lines = (rendered.text if rendered else str(value or "")).splitlines()
    language = rendered.language if rendered else get_language() or ""
    mark = (
        format_html(' lang="{}"', language) if rendered and rendered.is_fallback else ""
    )
    return mark_safe(  # noqa: S308 - each part is escaped by format_html
        "".join(
            format_html("<p{}>{}</p>", mark, typeset(line, language))
            for line in lines
            if line.strip()
        )
    )


@register.filter
def length_class(title: Text) -> str:
    """Return the class of a heading that its letters, or its longest word, make long.

    Set as large as a short one, it would fill the page or break within a word.
    """
    words = title.rendered().text.split()
    letters, longest = len(" ".join(words)), max(map(len, words), default=0)
    if letters > 48 or longest > 15:
        return "is-longest"
    return "is-long" if letters > 28 or longest > 11 else ""


@register.filter
def rich(value: Text, below: int = 1) -> SafeString:
    """Show a text with marks, under a heading of a rank (`kernel.markdown`)."""
    rendered = value.rendered()
    html = markdown.to_html(rendered.text, rendered.language, below)
    if not rendered.is_fallback:
        return html
    return format_html('<div lang="{}">{}</div>', rendered.language, html)


@register.filter
def foreign(value: Any) -> str:
    """Return the name of the language a text falls back to; empty when it does not."""
    rendered = value.rendered() if isinstance(value, Text) else None
    if not (rendered and rendered.text and rendered.is_fallback):
        return ""
    return str(get_language_info(rendered.language)["name_translated"])


@register.filter
def language_name(code: str) -> str:
    """Return a language's name in the reader's; the code of an unknown one."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def day(value: date) -> SafeString:
    """Show a day in words, as a `time` element."""
    return format_html('<time datetime="{}">{}</time>', value, day_in_words(value))


@register.filter
def when(value: PartialDate | None) -> SafeString:
    """Show a date as exactly as it is known; as `time` where HTML can say so."""
    if value is None:
        return SafeString("")
    words = value.in_words().replace(" ", NBSP)
    if value.precision in ("range", "quarter"):
        return conditional_escape(words)
    return format_html('<time datetime="{}">{}</time>', value.value, words)


@register.filter
def amount(value: Decimal | int) -> str:
    """Show a number with the reader's separators, without idle decimals."""
    places = 0 if value == int(value) else 2
    shown = formats.number_format(value, places, use_l10n=True, force_grouping=True)
    return shown.replace("\u202f", NBSP).replace(" ", NBSP)


@register.filter
def file_size(size: int) -> str:
    """Show how large a file is, in the units that people buy storage by."""
    if size < 1_000_000:
        number = str(max(1, round(size / 1000)))
        # Translators: “%(size)s ko”
        words = _("%(size)s kB")
    else:
        number = formats.number_format(Decimal(size) / 1_000_000, 1, use_l10n=True)
        # Translators: “%(size)s Mo”
        words = _("%(size)s MB")
    return (words % {"size": number}).replace(" ", NBSP)
