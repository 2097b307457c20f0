"""The head of a page."""

from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from creative_district.portal.head import files_of, head_of, is_list
from creative_district.portal.structured import structured

register = template.Library()


@register.inclusion_tag("components/_meta.html", takes_context=True)
def meta(context: template.Context) -> dict[str, Any]:
    """Tell machines where the page stands and what it is about."""
    known: Any = context.flatten()
    return {**head_of(known), "structured": structured(known)}


@register.inclusion_tag("components/_files.html", takes_context=True)
def files(context: template.Context) -> dict[str, Any]:
    """Offer what the page lists as files; of other pages, the milestones."""
    view = context.get("view")
    return {"files": list(files_of(view)), "is_list": is_list(view)}


@register.filter
def titled(element: SafeString, previewed: Any = None) -> SafeString:
    """Give the page's title also to whoever links to it: `{% filter titled %}`.

    Nobody is to link to the preview of a record.
    """
    if previewed:
        return element
    words = in_attribute(strip_tags(element))
    return format_html(
        '{}\n    <meta property="og:title" content="{}">', element, words
    )


@register.filter
def described(words: SafeString, previewed: Any = None) -> SafeString:
    """Give the page its description, rendered already, if it has one.

    It is for whoever finds the page or links to it: the preview of a record has none.
    """
    if previewed or not (said := in_attribute(words)):
        return SafeString("")
    return format_html(
        '<meta name="description" content="{}">\n'
        '    <meta property="og:description" content="{}">',
        said,
        said,
    )


def in_attribute(rendered: str) -> SafeString:
    """Return rendered words so that they can stand between quotation marks."""
    words = " ".join(rendered.split()).replace('"', "&quot;")
    return mark_safe(words)  # noqa: S308 - rendered by the template, marks taken out
