"""Whatever changes, no mail tells what no longer holds, and who was told learns of it.

A call is due on Monday 16 June 2014. It changes before anybody was told of it, after
the first mail, or while a batch with its second mail is on its way out.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from actions.models import ReminderRule
from actions.reminders import briefing
from actions.reminders.vocabulary import Audience
from actions.services import cancel_milestone, move_milestone, reach_milestone
from creative_district.kernel.record import Scope
from creative_district.kernel.record import State as Publication
from partners.models import Contact
from tests.actions.reminders.conftest import at
from tests.actions.reminders.season import letters, season
from tests.factories import make_contact, make_milestone, make_partner, make_rule, on

UNTOLD, TOLD = "2014-05-05", "2014-05-20"
FIRST = ["05-16 -30 lead"]
REST = [
    "06-06 -7 lead",
    "06-13 -1 lead",
    "06-16 +0 lead",
    "06-19 +3 coordinator",
    "06-19 +3 lead",
    "06-30 +14 coordinator",
    "06-30 +14 lead",
]
EARLIER = [  # due on Tuesday 10 June, the day after Whit Monday
    "06-03 -7 lead",
    "06-06 -1 lead",
    "06-10 +0 lead",
    "06-13 +3 coordinator",
    "06-13 +3 lead",
    "06-24 +14 coordinator",
    "06-24 +14 lead",
]
LATER = [  # due on Friday 4 July
    "06-04 -30 lead",
    "06-27 -7 lead",
    "07-03 -1 lead",
    "07-04 +0 lead",
    "07-07 +3 coordinator",
    "07-07 +3 lead",
    "07-18 +14 coordinator",
    "07-18 +14 lead",
]


def to(name, lines):
    """Return the same mails to somebody else in the lead's place."""
    renamed = {line.replace(" lead", f" {name}") for line in lines}
    return sorted(renamed)


def without(*marks):
    """Return the rest of the season but for some mails."""
    return [line for line in REST if not any(mark in line for mark in marks)]


def scene_of(crew, call):
    """Return the call, the people by name, and others who may take their places."""
    other = make_partner(programme=crew.programme)
    people = {
        "lead": crew.lead,
        "coordinator": crew.coordinator,
        "other": make_contact(programme=crew.programme, partner=other),
        "staff": make_contact(programme=crew.programme),
    }
    for name, person in people.items():
        person.email = f"{name}@partner.example"
        person.save()
    return SimpleNamespace(
        programme=crew.programme, action=crew.action, call=call, **people
    )


@pytest.fixture
def scene(crew, call):
    return scene_of(crew, call)


def set_(name, **values):
    """Return a change that writes fields of something in the scene."""

    def change(scene):
        record = getattr(scene, name)
        for field, value in values.items():
            setattr(record, field, value(scene) if callable(value) else value)
        record.save()

    return change


def move(written):
    return lambda scene: move_milestone(milestone=scene.call, to=on(written))


def change_rule(offset, **values):
    def change(scene):
        rule = ReminderRule.objects.get(programme=scene.programme, offset_days=offset)
        for field, value in values.items():
            setattr(rule, field, value)
        rule.save()

    return change


def add_rule(offset, audience=Audience.RESPONSIBLE):
    return lambda scene: ReminderRule.objects.create(
        programme=scene.programme, offset_days=offset, audience=audience
    )


def both(*changes):
    def change(scene):
        for each in changes:
            each(scene)

    return change


def cancel(scene):
    cancel_milestone(milestone=scene.call, on=date(2014, 5, 2))


def reach(scene):
    reach_milestone(milestone=scene.call, on=on("2014-05-02"))


def erase_lead(scene):
    scene.lead.delete()


def remove_partner(scene):
    """A partner that leads nothing any more is removed with its people."""
    scene.action.lead = None
    scene.action.save()
    scene.lead.partner.delete()


def end_coordination(scene):
    scene.coordinator.partner.memberships.all().delete()


def take_part(scene):
    scene.action.participants.add(scene.other.partner)


hide = {"state": Publication.WITHDRAWN}
by_other = {"responsible": lambda scene: scene.other}

# What changes: the mails from then on when nobody was told yet, and when the lead was.
CHANGES = {
    "moved earlier": (
        move("2014-06-10"),
        ["05-09 -30 lead", *EARLIER],
        ["05-20 moved lead", *EARLIER],
    ),
    "moved later": (move("2014-07-04"), LATER, ["05-20 moved lead", *LATER]),
    "moved to the same day": (move("2014-06-16"), FIRST + REST, REST),
    "changed in precision": (move("2014-06-14/2014-06-16"), FIRST + REST, REST),
    "moved to and fro": (
        both(move("2014-07-04"), move("2014-06-16")),
        FIRST + REST,
        REST,
    ),
    "cancelled": (cancel, [], ["05-20 cancelled lead"]),
    "moved and cancelled": (
        both(move("2014-07-04"), cancel),
        [],
        ["05-20 cancelled lead"],
    ),
    "cancelled by mistake": (
        both(cancel, set_("call", cancelled_on=None)),
        FIRST + REST,
        REST,
    ),
    "reached": (reach, [], []),
    "reached by mistake": (both(reach, set_("call", reached=None)), FIRST + REST, REST),
    "unpublished": (set_("call", **hide), [], []),
    "its action unpublished": (set_("action", **hide), [], []),
    "its programme unpublished": (set_("programme", **hide), [], []),
    "made a matter of context": (set_("call", scope=Scope.CONTEXT), [], []),
    "of a kind without rules": (set_("call", kind="report"), [], []),
    "of another kind with rules": (set_("call", kind="event"), FIRST + REST, REST),
    "rule switched off": (
        change_rule(-7, is_active=False),
        FIRST + without("-7"),
        without("-7"),
    ),
    "rule added": (
        add_rule(-14),
        [*FIRST, "06-02 -14 lead", *REST],
        ["06-02 -14 lead", *REST],
    ),
    "rule added whose day is past": (
        add_rule(-45),
        ["05-05 -45 lead late", *FIRST, *REST],
        REST,
    ),
    "rule's offset changed": (
        change_rule(-7, offset_days=-10),
        [*FIRST, "06-06 -10 lead", *without("-7")],
        ["06-06 -10 lead", *without("-7")],
    ),
    "rule's kinds changed": (
        change_rule(-7, kinds=["event"]),
        FIRST + without("-7"),
        without("-7"),
    ),
    "rule's audience changed": (
        change_rule(3, audience=Audience.RESPONSIBLE),
        FIRST + without("+3 coordinator"),
        without("+3 coordinator"),
    ),
    "rule addresses more people": (
        change_rule(-7, audience=Audience.COORDINATOR),
        sorted([*FIRST, "06-06 -7 coordinator", *REST]),
        ["06-06 -7 coordinator", *REST],
    ),
    "lead partner changed": (
        set_("action", lead=lambda scene: scene.other.partner),
        to("other", FIRST + REST),
        ["05-20 -30 other late", *to("other", REST)],
    ),
    "person responsible named": (
        set_("call", **by_other),
        to("other", FIRST + REST),
        ["05-20 -30 other late", *to("other", REST)],
    ),
    "partner made responsible": (
        set_("call", responsible_partner=lambda scene: scene.other.partner),
        to("other", FIRST + REST),
        ["05-20 -30 other late", *to("other", REST)],
    ),
    "contact erased": (
        erase_lead,
        to("coordinator", FIRST + REST),
        ["05-20 -30 coordinator late", *to("coordinator", REST)],
    ),
    "partner removed with its people": (
        remove_partner,
        to("coordinator", FIRST + REST),
        ["05-20 -30 coordinator late", *to("coordinator", REST)],
    ),
    "contact moved to another partner": (
        set_("lead", partner=lambda scene: scene.other.partner),
        to("coordinator", FIRST + REST),
        ["05-20 -30 coordinator late", *to("coordinator", REST)],
    ),
    "contact no longer the main one": (
        set_("lead", is_main=False),
        to("coordinator", FIRST + REST),
        ["05-20 -30 coordinator late", *to("coordinator", REST)],
    ),
    "contact wants no mail": (
        set_("lead", delivery=Contact.Delivery.NONE),
        without("lead"),
        without("lead"),
    ),
    "address refused meanwhile": (
        set_("lead", problem="550 No such person"),
        without("lead"),
        without("lead"),
    ),
    "contact wants one mail a day": (
        set_("lead", delivery=Contact.Delivery.DIGEST),
        FIRST + REST,
        REST,
    ),
    "contact's address changed": (
        set_("lead", email="new@partner.example"),
        to("new", FIRST + REST),
        to("new", REST),
    ),
    # At eight in Auckland it is the evening before in Brussels, at nine it is past.
    "contact's time zone changed": (
        set_("lead", time_zone="Pacific/Auckland"),
        FIRST + REST,
        REST,
    ),
    "contact's language changed": (set_("lead", language="en"), FIRST + REST, REST),
    "coordinating partner gone": (
        end_coordination,
        [*FIRST, *(line.replace("coordinator", "staff") for line in REST)],
        [line.replace("coordinator", "staff") for line in REST],
    ),
    "another partner takes part": (
        take_part,
        [*FIRST, *REST[:3], "06-16 +0 other", *REST[3:]],
        [*REST[:3], "06-16 +0 other", *REST[3:]],
    ),
    "reminders paused": (set_("programme", reminders_paused=True), [], []),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_before_anybody_was_told(scene, what):
    change, expected, _told = CHANGES[what]

    told = season(scene.programme, {UNTOLD: lambda: change(scene)})

    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_after_somebody_was_told(scene, what):
    change, _untold, expected = CHANGES[what]

    told = season(scene.programme, {TOLD: lambda: change(scene)})

    assert sorted(told) == sorted(FIRST + expected)


# What changes in mid-batch: the mails of that batch, and those of the next sweep.
SURPRISES = {
    "moved earlier": ([], ["06-06 moved lead"]),
    "moved later": ([], ["06-06 moved lead"]),
    "moved to the same day": (["06-06 -7 lead"], []),
    "changed in precision": (["06-06 -7 lead"], []),
    "moved to and fro": (["06-06 -7 lead"], []),
    "cancelled": ([], ["06-06 cancelled lead"]),
    "moved and cancelled": ([], ["06-06 cancelled lead"]),
    "cancelled by mistake": (["06-06 -7 lead"], []),
    "reached": ([], []),
    "reached by mistake": (["06-06 -7 lead"], []),
    "unpublished": ([], []),
    "its action unpublished": ([], []),
    "its programme unpublished": ([], []),
    "made a matter of context": ([], []),
    "of a kind without rules": ([], []),
    "of another kind with rules": (["06-06 -7 lead"], []),
    "rule switched off": ([], []),
    "rule added": (["06-06 -7 lead"], []),
    "rule added whose day is past": (["06-06 -7 lead"], []),
    "rule's offset changed": ([], ["06-06 -10 lead"]),
    "rule's kinds changed": ([], []),
    "rule's audience changed": (["06-06 -7 lead"], []),
    "rule addresses more people": (["06-06 -7 lead"], ["06-06 -7 coordinator"]),
    "lead partner changed": ([], ["06-06 -7 other"]),
    "person responsible named": ([], ["06-06 -7 other"]),
    "partner made responsible": ([], ["06-06 -7 other"]),
    "contact erased": ([], ["06-06 -7 coordinator"]),
    "partner removed with its people": ([], ["06-06 -7 coordinator"]),
    "contact moved to another partner": ([], ["06-06 -7 coordinator"]),
    "contact no longer the main one": ([], ["06-06 -7 coordinator"]),
    "contact wants no mail": ([], []),
    "address refused meanwhile": ([], []),
    "contact wants one mail a day": (["06-06 -7 lead"], []),
    "contact's address changed": (["06-06 -7 new"], []),
    "contact's time zone changed": (["06-06 -7 lead"], []),
    "contact's language changed": (["06-06 -7 lead"], []),
    "coordinating partner gone": (["06-06 -7 lead"], []),
    "another partner takes part": (["06-06 -7 lead"], []),
    "reminders paused": ([], []),
}


def test_each_change_comes_as_a_surprise_too():
    assert list(SURPRISES) == list(CHANGES)


def test_a_rule_that_is_changed_late_repeats_nothing(scene):
    """Whoever had the mail of a week before gets none of ten days before."""
    ten_days = change_rule(-7, offset_days=-10)

    told = season(scene.programme, {"2014-06-10": lambda: ten_days(scene)})

    assert told == FIRST + REST


# To commit for real takes a second on PostgreSQL: some of each sort do.
COMMITTED = {"moved later", "cancelled", "contact erased", "rule switched off"}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(
            what, marks=pytest.mark.django_db(transaction=what in COMMITTED), id=what
        )
        for what in SURPRISES
    ],
)
def test_a_change_while_the_batch_is_on_its_way(crew, what, monkeypatch):
    """The mail about something else goes out first; meanwhile somebody writes."""
    # On what only other rows tell (rules, memberships) a batch relies for a second.
    monkeypatch.setattr(briefing, "FRESH", 0)
    change, (batch, after) = CHANGES[what][0], SURPRISES[what]
    make_rule(programme=crew.programme, offset_days=-8, kinds=["other"])
    first = make_milestone(
        programme=crew.programme,
        responsible=make_contact(programme=crew.programme, email="first@staff.example"),
        kind="other",
    )
    call = make_milestone(action=crew.action, kind="call", key="vouchers-open")
    scene = scene_of(crew, call)
    season(crew.programme, {}, last="2014-06-05")

    class Interrupted(EmailBackend):
        def send_messages(self, messages):
            if messages[0].to == [first.responsible.email]:
                change(scene)
            return super().send_messages(messages)

    told = letters(crew.programme, at("2014-06-06"), Interrupted)
    told_next = letters(crew.programme, at("2014-06-06", 10))

    assert told == sorted([*batch, "06-06 -8 first"])
    assert told_next == after


def test_a_mail_speaks_the_language_that_its_reader_chose_last(scene):
    def switch():
        CHANGES["contact's language changed"][0](scene)

    season(scene.programme, {UNTOLD: switch}, last="2014-05-16")

    (letter,) = mail.outbox
    assert scene.call.title["en"] in letter.body
