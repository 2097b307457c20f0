"""Forms of records that have an address in each language."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creative_district.kernel.collation import fold
from creative_district.kernel.text import Text


def slug_of(words: str) -> str:
    """Return words as an address has them: 'Œuvre à Liège' → 'oeuvre-a-liege'."""
    plain = fold(words).replace("'", " ")
    return slugify(plain)[:80].strip("-")


class SluggedForm(forms.ModelForm):
    """Fills slugs that were left empty, and keeps them unique in each language.

    `slug_from` names the translated field that they are made from, `slug_within` the
    relation inside which they are unique (None: everywhere).
    """

    slug_from = "title"
    slug_within: str | None = "programme"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = gettext_lazy(
                "The end of the page's address; made from the title if left empty."
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        titles = self.cleaned_data.get(self.slug_from)
        if "slug" in self.cleaned_data and titles:
            slugs = filled(self.cleaned_data["slug"], titles)
            self.cleaned_data["slug"] = slugs
            for said in slug_errors(slugs, self.others()):
                self.add_error("slug", said)
        return cleaned

    def others(self) -> QuerySet[Any]:
        """Return the records that may not have the same slug."""
        manager: Any = self._meta.model._default_manager
        others: QuerySet[Any] = manager.exclude(pk=self.instance.pk)
        if self.slug_within:
            within = self.cleaned_data.get(self.slug_within) or getattr(
                self.instance, self.slug_within, None
            )
            others = others.filter(**{self.slug_within: within})
        return others


def filled(slugs: Text, titles: Text) -> Text:
    """Return the slugs, with those that are missing made from the titles."""
    return Text({**{code: slug_of(title) for code, title in titles.items()}, **slugs})


def slug_errors(slugs: Text, others: QuerySet[Any]) -> Iterator[str]:
    """Yield what is wrong in each language whose slug is missing, unfit or taken."""
    if not slugs:
        yield _("Enter a slug in at least one language.")
    for code, slug in slugs.items():
        try:
            validate_slug(slug)
        except ValidationError as error:
            yield f"{code.upper()}: {error.messages[0]}"
    for code in taken(slugs, others):
        said = _("%(language)s: another record has the address “%(slug)s”.")
        yield said % {"language": code.upper(), "slug": slugs[code]}


def taken(slugs: Text, others: QuerySet[Any]) -> list[str]:
    """Return the languages in which another record has the same slug."""
    same = Q(pk__in=[])
    for code, slug in slugs.items():
        same |= Q(**{f"slug__{code}": slug})
    found = list(others.filter(same).values_list("slug", flat=True))
    return [
        code
        for code, slug in slugs.items()
        if any(text.get(code) == slug for text in found)
    ]


def free_slugs(titles: Text, others: QuerySet[Any]) -> Text:
    """Return slugs made from titles, with a number where another record has the same.

    A title without a letter or a digit gets its language for a slug.
    """
    slugs = {code: slug_of(title) or code for code, title in titles.items()}
    found, number = Text(slugs), 1
    while in_use := taken(found, others):
        number += 1
        found = Text(
            {**found, **{code: numbered(slugs[code], number) for code in in_use}}
        )
    return found


def numbered(slug: str, number: int) -> str:
    """Return a slug with a number at its end, as long as one may be."""
    return f"{slug[: 79 - len(str(number))]}-{number}"
