"""Reads what planning has to know, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from actions.models import Action, Milestone, Reminder, ReminderRule
from actions.reminders.planning import (
    Asked,
    Key,
    Person,
    Rule,
    Subject,
    Terms,
    Told,
)
from actions.reminders.vocabulary import Cause, Reason, State
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import Scope, is_public
from partners.models import Contact, Membership
from programme.models import Programme


@dataclass(frozen=True, slots=True)
class People:
    """A programme's contacts: by number, by partner, and who coordinates."""

    by_id: Mapping[int, Person]
    by_partner: Mapping[int, Sequence[Person]]
    coordinators: Sequence[Person]

    def of(self, partners: Iterable[int]) -> list[Person]:
        """Return the main contacts of some partners."""
        return [
            person
            for partner in partners
            for person in self.by_partner.get(partner, ())
        ]

    def first_of(self, contact: int | None, *partners: int | None) -> Sequence[Person]:
        """Return the contact, else the first partner's that has any, else the
        coordinator's.
        """
        if contact and contact in self.by_id:
            return [self.by_id[contact]]
        for partner in partners:
            if partner and partner in self.by_partner:
                return self.by_partner[partner]
        return self.coordinators


class Standing(NamedTuple):
    """What a milestone's own row says, as far as planning goes."""

    id: int
    kind: str
    due: PartialDate
    reached: PartialDate | None
    cancelled_on: date | None
    is_shown: bool
    responsible: int | None
    responsible_partner: int | None
    action: int | None
    lead: int | None


def terms_of(programme: Programme) -> Terms:
    """Return the programme's rules, holidays and first day of reminders: 1 query."""
    rules = ReminderRule.objects.filter(programme=programme, is_active=True)
    return Terms(
        country=programme.country,
        zone=programme.time_zone,
        rules=[
            Rule(rule.offset_days, rule.audience, frozenset(rule.kinds))
            for rule in rules
        ],
        since=programme.reminders_from,
    )


def people_of(programme: Programme) -> People:
    """Return the programme's contacts: 2 queries."""
    contacts = Contact.objects.filter(programme=programme).order_by("pk")
    coordinator = Membership.objects.filter(
        programme=programme, role=Membership.Role.COORDINATOR
    ).values_list("partner_id", flat=True)
    by_id: dict[int, Person] = {}
    mains: dict[int | None, list[Person]] = defaultdict(list)
    for contact in contacts:
        person = person_of(contact, programme)
        by_id[contact.pk] = person
        if contact.is_main:
            mains[contact.partner_id].append(person)
    staff = mains.pop(None, [])
    by_partner = {partner: people for partner, people in mains.items() if partner}
    leading = by_partner.get(coordinator.first() or 0, staff)
    return People(by_id, by_partner, leading)


def person_of(contact: Contact, programme: Programme) -> Person:
    """Return a contact of the programme as the planner sees people."""
    zone = contact.zone_in(programme)
    return Person(contact.pk, zone, _refusal(contact), contact.name)


def rows_of(milestones: Iterable[int]) -> dict[int, list[Reminder]]:
    """Return the reminders of some milestones, oldest first: 1 query."""
    rows: dict[int, list[Reminder]] = defaultdict(list)
    for row in Reminder.objects.filter(milestone__in=milestones).order_by("pk"):
        rows[row.milestone_id].append(row)
    return rows


def standings_of(milestones: QuerySet[Milestone]) -> dict[int, Standing]:
    """Return what the rows of some milestones say: 1 query."""
    is_shown = Case(
        When(is_public(Milestone) & Q(scope=Scope.OWN), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    found = milestones.order_by("pk").values_list(
        "pk", "kind", "due", "reached", "cancelled_on", is_shown, "responsible",
        "responsible_partner", "action", "action__lead",
    )  # fmt: skip
    return {row[0]: Standing(*row) for row in found}


def subjects_of(
    standings: Mapping[int, Standing],
    people: People,
    rows: Mapping[int, Sequence[Reminder]],
) -> dict[int, Subject]:
    """Return the milestones with whom they concern: 2 queries."""
    named = _pairs(
        Milestone.partners.through.objects.filter(milestone__in=standings),
        "milestone_id",
    )
    actions = {standing.action for standing in standings.values() if standing.action}
    taking_part = _pairs(
        Action.participants.through.objects.filter(action__in=actions), "action_id"
    )
    return {
        standing.id: Subject(
            id=standing.id,
            kind=standing.kind,
            due=standing.due,
            reached=standing.reached,
            cancelled_on=standing.cancelled_on,
            is_shown=standing.is_shown,
            responsible=people.first_of(
                standing.responsible, standing.responsible_partner, standing.lead
            ),
            participants=people.of(
                [
                    *named.get(standing.id, ()),
                    *taking_part.get(standing.action or 0, ()),
                ]
            ),
            coordinators=people.coordinators,
            told=_told(standing, rows.get(standing.id, ()), people),
            asked=[
                Asked(key_of(row), people.by_id[row.contact_id], row.send_at)
                for row in rows.get(standing.id, ())
                if row.is_asked and row.contact_id in people.by_id
            ],
        )
        for standing in standings.values()
    }


def key_of(row: Reminder) -> Key:
    """Return what names the row."""
    return Key(
        row.milestone_id,
        row.cause,
        row.offset_days,
        row.contact_id,
        row.due_on,
        row.resend_number,
    )


def _refusal(contact: Contact) -> str:
    if contact.delivery == Contact.Delivery.NONE:
        return Reason.WANTS_NO_MAIL.value
    return Reason.ADDRESS_REFUSED.value if contact.problem else ""


def _pairs(links: QuerySet, owner: str) -> dict[int, list[int]]:
    partners: dict[int, list[int]] = defaultdict(list)
    for owner_id, partner_id in links.order_by("pk").values_list(owner, "partner_id"):
        partners[owner_id].append(partner_id)
    return partners


def _told(
    standing: Standing, rows: Iterable[Reminder], people: People
) -> dict[Person, Told]:
    """Return what each contact was told last, from the rows that were sent."""
    mine: dict[int, list[Reminder]] = defaultdict(list)
    for row in rows:
        mine[row.contact_id].append(row)
    told = {}
    for contact, letters in mine.items():
        sent = [row for row in letters if row.state == State.SENT]
        if sent and contact in people.by_id:
            last = max(sent, key=lambda row: (row.sent_at or row.created_at, row.pk))
            told[people.by_id[contact]] = _summary(
                last, sent, letters, standing.due.latest
            )
    return told


def _summary(
    last: Reminder,
    sent: Sequence[Reminder],
    letters: Sequence[Reminder],
    due_on: date,
) -> Told:
    numbers: dict[tuple[str, date], int] = defaultdict(int)
    for row in sent:
        notice = row.cause, row.due_on
        numbers[notice] = max(numbers[notice], row.resend_number + 1)
    reminded_at = max(
        (
            row.send_at
            for row in sent
            if row.cause == Cause.RULE and row.due_on == due_on and not row.is_asked
        ),
        default=None,
    )
    told = Told(
        last.due_on,
        last.cause == Cause.CANCELLED,
        reminded_at=reminded_at,
        next_numbers=dict(numbers),
    )
    notices = [
        row for row in letters if row.cause == Cause.MOVED and row.due_on == due_on
    ]
    latest = max(notices, key=lambda row: row.resend_number, default=None)
    if latest is None or (latest.state == State.SENT and told.is_behind(due_on)):
        return told
    return replace(told, noticed_at=latest.send_at)
