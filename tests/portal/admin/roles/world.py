"""Two districts full of records, each with a word of its own, and who may what.

What is expected stands here once more and in other words than in the policy, so that
neither can be wrong alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client

from actions.models import (
    Action,
    Indicator,
    Milestone,
    Reminder,
    ReminderRule,
    Space,
    Thrust,
)
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import (
    AccessToken,
    Boundary,
    Contact,
    Partner,
    Place,
    Webhook,
    WebhookDelivery,
)
from programme.models import (
    Discrepancy,
    Document,
    News,
    Passage,
    Picture,
    Programme,
    Source,
)
from tests.factories import (
    make_action,
    make_boundary,
    make_contact,
    make_delivery,
    make_discrepancy,
    make_document,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_passage,
    make_picture,
    make_place,
    make_programme,
    make_reminder,
    make_rule,
    make_source,
    make_space,
    make_staff,
    make_thrust,
    make_token,
    make_webhook,
)

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)

ROLES = ["viewer", "translator", "partner_editor", "editor", "publisher"]
EDITORS = {"editor", "publisher"}

OWNED = {Action, Indicator, Milestone, Space}
RECORDS = OWNED | {Boundary, Discrepancy, Document, News, Passage, Picture, Thrust}
SHARED = {Place, Source}
PEOPLE = {Contact, Reminder, ReminderRule}
# By which partners' programs come and are told
ACCESS = {AccessToken, Webhook, WebhookDelivery}
MODELS: list[type[Model]] = sorted(
    RECORDS | SHARED | PEOPLE | ACCESS | {Partner, Programme},
    key=lambda model: model.__name__,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, whose it is, and the word by which it is recognised."""

    record: Any
    # "own": of the partner editor's partner; "other": of another one in the district;
    # "rival": of another district; "shared": of none.
    owner: str
    word: str

    @property
    def model(self) -> type[Model]:
        return type(self.record)

    @property
    def is_public(self) -> bool:
        return getattr(self.record, "state", "") == State.PUBLISHED


@dataclass(slots=True)
class World:
    """What is there, and the partner editor's partner."""

    home: Programme
    own: Partner
    other: Partner
    rival: Programme
    stranger: Partner
    kept: list[Kept] = field(default_factory=list)

    def of(self, model: type[Model]) -> list[Kept]:
        """Return the records of a model."""
        return [kept for kept in self.kept if kept.model is model]

    def one(self, model: type[Model], owner: str, state: str = "") -> Any:
        """Return the first record of a model and an owner, in a state."""
        for kept in self.of(model):
            if kept.owner == owner and state in {"", kept.record.state}:
                return kept.record
        raise LookupError(model, owner, state)

    def login(self, role: str) -> Client:
        """Return the browser of somebody with a role in the district."""
        partner = self.own if role == "partner_editor" else None
        client = Client(headers={"accept-language": "en"})
        client.force_login(make_staff(role, self.home, partner=partner))
        return client


def may_see(role: str, kept: Kept) -> bool:
    """Whether the admin shows a record to somebody with a role."""
    if kept.model in ACCESS:
        return role == "publisher" and kept.owner != "rival"
    if kept.model is Partner:
        return role != "partner_editor" and kept.owner != "rival"
    if role == "partner_editor":
        return kept.owner == "own" and kept.model in OWNED | {Contact}
    if kept.model in PEOPLE and role not in EDITORS:
        return False
    return kept.owner != "rival"


def may_change(role: str, kept: Kept) -> bool:
    """Whether somebody with a role may change a record."""
    fixed = {AccessToken, Boundary, Reminder, WebhookDelivery}
    if kept.model in fixed or not may_see(role, kept):
        return False
    if role == "partner_editor":
        return kept.model in OWNED and not kept.is_public
    return role in EDITORS


def may_name(role: str, kept: Kept) -> bool:
    """Whether a form offers a record as a choice."""
    if role != "partner_editor":
        is_partner = kept.model is Partner and kept.is_public
        return may_see(role, kept) or is_partner
    if kept.model in OWNED | {Contact}:
        return kept.owner == "own"
    is_known = kept.owner != "rival" or kept.model is Partner
    return kept.is_public and is_known and kept.model not in PEOPLE


def hidden(role: str, world: World) -> set[str]:
    """Return the words that somebody with a role must not read anywhere."""
    seen = {kept.word for kept in world.kept if may_see(role, kept)}
    public = {kept.word for kept in world.kept if kept.is_public}
    return {kept.word for kept in world.kept} - seen - public


def words_in(html: str, world: World) -> set[str]:
    """Return the words of records that a page has."""
    return {kept.word for kept in world.kept if kept.word in html}


def build() -> World:
    """Fill two districts: for each owner, each model, public and not."""
    home = make_programme(key="home", slug="home", is_first=True)
    rival = make_programme(key="far", slug="far", name=word_text("Qrivalprogramme"))
    world = World(
        home=home,
        own=make_partner(programme=home, name=word_text("Qownpartner")),
        other=make_partner(programme=home, name=word_text("Qotherpartner")),
        rival=rival,
        stranger=make_partner(programme=rival, name=word_text("Qrivalpartner")),
    )
    world.kept += [
        Kept(rival, "rival", "Qrivalprogramme"),
        Kept(world.own, "own", "Qownpartner"),
        Kept(world.other, "other", "Qotherpartner"),
        Kept(world.stranger, "rival", "Qrivalpartner"),
    ]
    for state in (State.PUBLISHED, State.DRAFT):
        world.kept += shared(state)
        for owner, partner in owners(world):
            programme = rival if owner == "rival" else home
            world.kept += records(programme, partner, owner, state)
    for owner, partner in owners(world):
        world.kept += people(world, partner, owner)
    return world


def owners(world: World) -> list[tuple[str, Partner]]:
    """Return whose records there are."""
    return [("own", world.own), ("other", world.other), ("rival", world.stranger)]


def word_text(word: str) -> Text:
    """Return a text that is one word, told apart by language."""
    return Text(fr=f"{word}", en=f"{word}")


def records(
    programme: Programme, partner: Partner, owner: str, state: str
) -> Iterable[Kept]:
    """Return one record of each kind, led by the partner where it is led at all."""
    told: Any = {"programme": programme, "state": state}

    def named(model: str) -> Any:
        return word_text(f"Q{owner}{state}{model}")

    action = make_action(**told, title=named("action"), lead=partner)
    file = ContentFile(b"words", name=f"{owner}-{state}.txt")
    document = make_document(**told, title=named("document"), file=file)
    made = [
        action,
        document,
        make_milestone(**told, title=named("milestone"), action=action),
        make_indicator(**told, name=named("indicator"), action=action),
        make_space(**told, name=named("space"), action=action),
        make_thrust(**told, title=named("thrust")),
        make_news(**told, title=named("news")),
        make_passage(**told, body=named("passage")),
        make_picture(**told, alternative=named("picture")),
        make_discrepancy(**told, topic=named("discrepancy")),
        make_boundary(**told, name=named("boundary")),
    ]
    if state == State.DRAFT and owner != "own":
        draft = make_partner(programme=programme, state=state, name=named("partner"))
        made.append(draft)
    return [
        Kept(record, owner, f"Q{owner}{state}{type(record).__name__.lower()}")
        for record in made
    ]


def shared(state: str) -> Iterable[Kept]:
    """Return a place and a source, which every district draws on."""
    place, source = f"Qshared{state}place", f"Qshared{state}source"
    return [
        Kept(make_place(state=state, name=word_text(place)), "shared", place),
        Kept(make_source(state=state, title=source), "shared", source),
    ]


def people(world: World, partner: Partner, owner: str) -> Iterable[Kept]:
    """Return a contact of a partner, and a reminder to them."""
    programme = world.rival if owner == "rival" else world.home
    word = f"Q{owner}contact"
    contact = make_contact(
        programme=programme, partner=partner, name=word, email=f"{word}@mail.example"
    )
    milestone = world.one(Milestone, owner, State.PUBLISHED)
    reminder = make_reminder(
        milestone=milestone, contact=contact, send_at=NOON, state=Reminder.State.SENT
    )
    named = f"Q{owner}token"
    token = make_token(programme=programme, partner=partner, name=named)
    found = [Kept(contact, owner, word), Kept(reminder, owner, word)]
    found.append(Kept(token, owner, named))
    told = f"Q{owner}webhook"
    webhook = make_webhook(programme=programme, partner=partner, name=told)
    found.append(Kept(webhook, owner, told))
    found.append(Kept(make_delivery(webhook=webhook), owner, told))
    if owner != "own":
        rule = make_rule(programme=programme, is_active=False)
        found.append(Kept(rule, owner, word))
    return found
