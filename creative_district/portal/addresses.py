"""Where a public record stands, whatever its kind."""

from typing import Any

from actions.models import Action, Milestone, Space, Thrust
from creative_district.kernel.record import Record
from partners.models import Partner
from programme.models import Document, News, Programme, Source

# By the word that names the kind in permanent links; with what a page's address needs.
KINDS: dict[str, tuple[type[Record], tuple[str, ...]]] = {
    "action": (Action, ("programme",)),
    "document": (Document, ("programme",)),
    "milestone": (Milestone, ("programme", "action__programme")),
    "news": (News, ("programme",)),
    "partner": (Partner, ()),
    "programme": (Programme, ()),
    "source": (Source, ()),
    "space": (Space, ("programme",)),
    "thrust": (Thrust, ("programme",)),
}


def records_of(kind: str) -> Any:
    """Return all records of a kind, with what their addresses need."""
    model, joined = KINDS[kind]
    records: Any = model.objects.all()
    return records.select_related(*joined) if joined else records


def address_of(record: Any, programme: Programme | None = None) -> str:
    """Return the address of a public record in the active language.

    A source stands where it was published; a partner in `programme`, else in the first
    of its districts.
    """
    if isinstance(record, Source):
        return str(record.url)
    if isinstance(record, Partner):
        districts = Programme.objects.public().filter(memberships__partner=record)
        home = programme or districts.home_first()[0]
        return str(home.page("partner-detail", slug=record.slug))
    return str(record.get_absolute_url())
