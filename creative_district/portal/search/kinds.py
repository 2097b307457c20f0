"""What the search goes through, and where the words of each record stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet, Value
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from actions.models import Action, Milestone, Space, Thrust
from creative_district.kernel.markdown import plain_text
from creative_district.kernel.record import Record
from creative_district.kernel.text import Text
from partners.models import Partner
from programme.models import Document, News, Passage, Programme


class Group(models.TextChoices):
    """The kinds of result that a reader tells apart, in the order shown."""

    ACTION = "action", _("Actions")
    MILESTONE = "milestone", _("Milestones")
    PARTNER = "partner", _("Partners")
    # Translators: “Réseaux”
    SPACE = "space", _("Networks")
    NEWS = "news", _("News")
    DOCUMENT = "document", _("Documents")
    PAGE = "page", _("Pages")


@dataclass(frozen=True)
class Kind:
    """A model whose public records are found by the words in these fields.

    `district` is the lookup that keeps the records of one programme, `related` what is
    needed to show them, `address` where the reader finds one in a district.
    """

    model: type[Record]
    group: Group
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    district: str = "programme"
    related: tuple[str, ...] = ()
    address: Callable[[Any, Programme], str] = lambda record, _programme: str(
        record.get_absolute_url()
    )

    @property
    def name(self) -> str:
        """What the index calls it."""
        return str(self.model._meta.model_name)

    def title(self, record: Any) -> Text | str:
        """Return what a record is called; of a passage without title, what it is."""
        title: Text = getattr(record, self.titles[0])
        return title or capfirst(record.get_kind_display())

    def values(self, record: Any, fields: tuple[str, ...]) -> list[Any]:
        """Return what a record has in these fields, texts without their marks."""
        values = ((name, getattr(record, name)) for name in fields)
        return [
            Text({code: plain_text(text) for code, text in value.items()})
            if self.is_marked(name)
            else value
            for name, value in values
        ]

    def is_marked(self, field: str) -> bool:
        """Whether the texts of a field have marks (`kernel.markdown`)."""
        return bool(getattr(self.model._meta.get_field(field), "marked", False))

    def public(self, programme: Programme) -> QuerySet:
        """Return the records that the public of a district may see now."""
        records: QuerySet = self.model.objects.public()
        return records.filter(**{self.district: programme.pk})


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            Action,
            Group.ACTION,
            ("title", "short_title"),
            ("summary", "outcome", "reusable"),
            related=("programme", "thrust__programme"),
        ),
        Kind(
            Milestone,
            Group.MILESTONE,
            ("title",),
            ("detail", "detail_kind"),
            related=("programme", "action__programme", "action__thrust", "thrust"),
        ),
        Kind(
            Partner,
            Group.PARTNER,
            ("name", "short_name", "acronym", "also_known_as"),
            ("kind", "unit", "later", "postal_address"),
            district="memberships__programme",
            address=lambda partner, programme: programme.page(
                "partner-detail", slug=partner.slug
            ),
        ),
        Kind(Space, Group.SPACE, ("name",), (), related=("programme",)),
        Kind(
            News,
            Group.NEWS,
            ("title",),
            ("summary", "body"),
            related=("programme",),
        ),
        Kind(
            Document,
            Group.DOCUMENT,
            ("title",),
            ("summary",),
            related=("programme",),
        ),
        Kind(
            Programme,
            Group.PAGE,
            ("name", "short_name", "acronym", "also_known_as"),
            ("headline", "summary", "region", "area", "framework", "call_title"),
            district="pk",
        ),
        Kind(Thrust, Group.PAGE, ("title", "verb"), ("aim",), related=("programme",)),
        Kind(
            Passage,
            Group.PAGE,
            ("title",),
            ("body",),
            related=("programme",),
        ),
    )
}


def texts_of(values: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield each text of a record's values with its language; "" for a name."""
    for value in values:
        if isinstance(value, Text):
            yield from ((code, text) for code, text in value.items())
        else:
            names = value if isinstance(value, list) else [value]
            yield from (("", str(name)) for name in names if name)


def public_records(
    programme: Programme,
    condition: Callable[[str], models.Q] = lambda _kind: models.Q(),
) -> QuerySet:
    """Return kind and key of everything public in a district, as one query.

    `condition` gives one more for the records of a kind, by its name.
    """
    parts = [
        kind.public(programme)
        .filter(condition(kind.name))
        .order_by()
        .values_list(Value(kind.name), "pk")
        for kind in KINDS.values()
    ]
    return parts[0].union(*parts[1:], all=True)
