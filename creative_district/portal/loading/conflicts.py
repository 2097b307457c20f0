"""Where a file and what other districts, or staff, have entered exclude each other."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from actions.models import Milestone, Space
from creative_district.kernel.record import Record
from creative_district.portal.loading import history
from creative_district.portal.loading.checking import unique_fields
from creative_district.portal.loading.comparing import differences
from creative_district.portal.loading.errors import Problems
from creative_district.portal.loading.reading import District, Entry
from creative_district.portal.loading.shapes import (
    OWNED,
    PARTNERS,
    SECTIONS,
    STATEMENTS,
    Section,
)
from creative_district.portal.loading.stored import contents
from partners.models import Membership, Partner, Place
from programme.models import Discrepancy, Programme, Source

Rows = dict[str, dict[str, Record]]

PROGRAMME_OF: dict[type[models.Model], str] = {
    **{section.model: "programme__key" for section in OWNED},
    Membership: "programme__key",
    Partner: "memberships__programme__key",
    Programme: "key",
}
# Which rows use a shared record: the model and its way there.
USERS: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {
    Partner: [(Membership, "partner")],
    Place: [(Milestone, "place"), (Space, "place"), (Partner, "place")],
    Source: [
        (Discrepancy, "sources"),
        *(
            (section.model, "statements__sources")
            for section in SECTIONS
            if STATEMENTS in section.parts
        ),
    ],
}


def note_conflicts(
    district: District, rows: Rows, programme: Programme | None, problems: Problems
) -> None:
    """Note what of the file cannot stand beside the rest of the database."""
    for section in SECTIONS:
        entries, found = district.entries[section.name], rows[section.name]
        if section in OWNED:
            _note_taken_keys(entries, found, programme, problems)
        if section.is_shared:
            _note_disagreements(section, entries, found, district, programme, problems)
        for name in unique_fields(section):
            _note_taken_values(section, name, entries, programme, problems)
    if programme:
        _note_other_coordinator(district, programme, problems)


def _note_taken_keys(
    entries: list[Entry],
    found: dict[str, Record],
    programme: Programme | None,
    problems: Problems,
) -> None:
    for entry in entries:
        row: Any = found.get(entry.key)
        if row and (programme is None or row.programme_id != programme.pk):
            problems.add(
                f"{entry.place}.key",
                _("“%(key)s” belongs to the district “%(district)s”")
                % {"key": entry.key, "district": row.programme.key},
            )


def _note_taken_values(
    section: Section,
    name: str,
    entries: list[Entry],
    programme: Programme | None,
    problems: Problems,
) -> None:
    """Note values that the database lets only one row have, and another row has."""
    rows: Any = section.model.objects.values_list(name, "key")
    if not section.field(name).unique:
        rows = rows.filter(programme=programme)
    keys = {entry.key for entry in entries}
    holders = {value: key for value, key in rows if key not in keys}
    for entry in entries:
        if holder := holders.get(entry.values[name]):
            problems.add(
                f"{entry.place}.{name}",
                _("“%(value)s” is that of “%(key)s” already")
                % {"value": entry.values[name], "key": holder},
            )


def _note_other_coordinator(
    district: District, programme: Programme, problems: Problems
) -> None:
    """Note a coordinator beside the one that staff gave to a partner of their own."""
    keys = district.keys(Partner)
    rows = Membership.objects.filter(
        programme=programme, role=Membership.Role.COORDINATOR
    ).select_related("partner")
    theirs = [row for row in rows if row.partner.key not in keys]
    if not theirs or history.made_here(Membership, [row.pk for row in theirs]):
        return
    for entry in district.entries[PARTNERS.name]:
        for membership in entry.parts["membership"]:
            if membership["role"] == Membership.Role.COORDINATOR:
                problems.add(
                    f"{entry.place}.membership.role",
                    _("“%(key)s” is the coordinator already")
                    % {"key": theirs[0].partner.key},
                )


def _note_disagreements(
    section: Section,
    entries: list[Entry],
    found: dict[str, Record],
    district: District,
    programme: Programme | None,
    problems: Problems,
) -> None:
    """Note shared records of which another district says something else."""
    private = {part.name for part in section.parts if part.is_single}
    differing = {}
    for entry in entries:
        if row := found.get(entry.key):
            old, new = contents(section, row, programme), entry.contents
            for name in private:
                del old[name], new[name]
            if unequal := differences(section, old, new):
                differing[entry.key] = unequal
    if not differing:
        return
    users = _other_users(section, [found[key] for key in differing], district)
    for entry in entries:
        if user := users.get(entry.key):
            first = differing[entry.key][0]
            problems.add(
                f"{entry.place}.{first.field}",
                _(
                    "“%(key)s” is also a record of the district “%(district)s”, where "
                    "this is “%(old)s” and not “%(new)s”; both files must agree"
                )
                % {
                    "key": entry.key,
                    "district": user,
                    "old": first.old,
                    "new": first.new,
                },
            )


def _other_users(
    section: Section, rows: list[Record], district: District
) -> dict[str, str]:
    """Return, by key, a district other than the file's that uses a shared record."""
    users: dict[str, str] = {}
    for model, path in USERS[section.model]:
        owner = PROGRAMME_OF[model]
        using = model._default_manager.filter(**{f"{path}__in": rows})
        for key, name in using.values_list(f"{path}__key", owner):
            if name and name != district.programme.key:
                users.setdefault(key, name)
    return users
