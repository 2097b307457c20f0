"""The import format: which sections a file has, and which fields a record of each.

What a field may hold follows from the model, so that it stands only once. The order is
that of writing: each section refers only to those before it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from actions.models import Action, Indicator, Milestone, Reading, Space, Thrust
from creative_district.kernel.record import Record
from partners.models import Boundary, Membership, Partner, Place
from programme.models import (
    Account,
    Discrepancy,
    Passage,
    Programme,
    Source,
    Statement,
)

FORMAT = "creative-district/1"

# People are staff's to enter, never part of a public record.
PEOPLE = frozenset(
    {"contact", "contacts", "email", "people", "person", "persons", "responsible"}
)


@dataclass(frozen=True)
class Shape:
    """Which fields of a model a file gives.

    `required` are those that the model would let pass when the file leaves them out.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()

    def field(self, name: str) -> Any:
        """Return the model's field of that name."""
        return self.model._meta.get_field(name)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The fields that name one other record."""
        return tuple(n for n in self.fields if self.field(n).many_to_one)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The fields that name any number of other records."""
        return tuple(n for n in self.fields if self.field(n).many_to_many)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The fields that are columns without reference."""
        linked = {*self.references, *self.lists}
        return tuple(n for n in self.fields if n not in linked)

    @cached_property
    def is_ordered(self) -> bool:
        """Whether the model keeps the order in which the file has its rows."""
        return any(field.name == "position" for field in self.model._meta.fields)


@dataclass(frozen=True)
class Part(Shape):
    """Rows that belong to one record and stand inside it.

    `parent` is the field that leads to the record, `rows` the way back. They are told
    apart by `identity`, else by their order; `is_single` says that there is one.
    """

    parent: str = ""
    rows: str = ""
    identity: str = ""
    is_single: bool = False

    def sorted(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rows in the order in which they are compared."""
        if not self.identity:
            return rows
        return sorted(rows, key=lambda row: row[self.identity])


@dataclass(frozen=True)
class Section(Shape):
    """A list of records with permanent keys."""

    model: type[Record]
    parts: tuple[Part, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether its records belong to no programme and serve all of them."""
        return self.model in {Source, Place, Partner}

    @cached_property
    def citable(self) -> frozenset[str]:
        """What a statement may speak of besides the whole record."""
        inner = {name for part in self.parts if part.is_single for name in part.fields}
        names = {part.name for part in self.parts if part is not STATEMENTS}
        return frozenset({*self.fields, *names, *inner} - {"key", "state"})


def _names(words: str) -> tuple[str, ...]:
    return tuple(words.split())


STATEMENTS = Part(
    "statements",
    Statement,
    ("field", "status", "confidence", "note", "sources"),
    ("status", "confidence"),
    parent="record",
    rows="statements",
    identity="field",
)
MEMBERSHIP = Part(
    "membership",
    Membership,
    ("role", "task"),
    parent="partner",
    rows="memberships",
    is_single=True,
)
READINGS = Part(
    "readings",
    Reading,
    ("value", "qualifier", "as_of", "confidence", "is_disputed"),
    ("confidence",),
    parent="indicator",
    rows="readings",
)
ACCOUNTS = Part(
    "accounts",
    Account,
    ("text", "is_kept"),
    parent="discrepancy",
    rows="accounts",
)

SOURCES = Section(
    "sources",
    Source,
    _names(
        "key state title publisher url language published kind weight "
        "extent_read staff_note"
    ),
)

PLACES = Section(
    "places",
    Place,
    _names("key state name country latitude longitude note"),
)

PROGRAMME = Section(
    "programme",
    Programme,
    _names(
        "key state name short_name acronym also_known_as slug headline "
        "summary region area country time_zone languages start end framework "
        "call_title call_reference call_issuer call_opened call_closed "
        "designated applicant_count awarded_count duration_months budget_eur "
        "budget_qualifier cofinancing legal_nature accessibility_law"
    ),
    parts=(STATEMENTS,),
)

BOUNDARIES = Section(
    "boundaries",
    Boundary,
    _names("key state name geometry credit credit_url"),
)

PARTNERS = Section(
    "partners",
    Partner,
    _names(
        "key state name short_name acronym also_known_as slug kind unit place "
        "postal_address website founded later"
    ),
    parts=(MEMBERSHIP, STATEMENTS),
)

THRUSTS = Section(
    "thrusts",
    Thrust,
    _names("key state number colour slug title verb aim lead"),
    parts=(STATEMENTS,),
)

DISCREPANCIES = Section(
    "discrepancies",
    Discrepancy,
    _names("key state topic resolution sources"),
    parts=(ACCOUNTS,),
)

ACTIONS = Section(
    "actions",
    Action,
    _names(
        "key state scope thrust slug title short_title summary outcome "
        "reusable lead participants start end completion discrepancies"
    ),
    parts=(STATEMENTS,),
)

MILESTONES = Section(
    "milestones",
    Milestone,
    _names(
        "key state scope action thrust kind detail_kind title detail partners "
        "responsible_partner place due first_planned reached cancelled_on"
    ),
    parts=(STATEMENTS,),
)

INDICATORS = Section(
    "indicators",
    Indicator,
    _names("key state scope action partner name unit target"),
    parts=(READINGS, STATEMENTS),
)

SPACES = Section(
    "spaces",
    Space,
    _names("key state kind name place action"),
    ("place",),
    parts=(STATEMENTS,),
)

PASSAGES = Section(
    "passages",
    Passage,
    _names("key state kind date title body"),
    parts=(STATEMENTS,),
)

# In the order of writing.
SECTIONS = (
    SOURCES,
    PLACES,
    PROGRAMME,
    BOUNDARIES,
    PARTNERS,
    THRUSTS,
    DISCREPANCIES,
    ACTIONS,
    MILESTONES,
    INDICATORS,
    SPACES,
    PASSAGES,
)
OWNED = tuple(s for s in SECTIONS if not s.is_shared and s is not PROGRAMME)
SECTION_OF: dict[type[models.Model], Section] = {s.model: s for s in SECTIONS}
