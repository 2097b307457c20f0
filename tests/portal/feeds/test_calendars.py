"""Calendars to subscribe to, read back by a parser."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from actions.services import cancel_milestone, move_milestone
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.publication import set_state
from creative_district.kernel.record import Scope, State
from creative_district.kernel.text import Text
from tests.factories import (
    make_action,
    make_milestone,
    make_partner,
    make_thrust,
    on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.SITE_URL = "https://portal.example"


@pytest.fixture
def thrust(district):
    return make_thrust(
        programme=district,
        key="support",
        number=2,
        slug=Text(fr="2-accompagner", en="2-support"),
        verb=Text(fr="Accompagner", en="Support"),
    )


@pytest.fixture
def partner(district):
    return make_partner(programme=district, key="designers", name=Text(en="Designers"))


@pytest.fixture
def action(district, thrust, partner):
    return make_action(
        programme=district,
        key="vouchers",
        thrust=thrust,
        lead=partner,
        title=Text(fr="Chèques", en="Vouchers"),
        slug=Text(fr="cheques", en="vouchers"),
    )


@pytest.fixture
def milestone(action):
    return make_milestone(
        key="evaluation",
        action=action,
        title=Text(fr="Évaluation", en="Evaluation"),
        due=on("2014-08-31"),
        reached=on("2014-08-31"),
    )


@pytest.fixture
def fetch(visit):
    """Ask for a calendar by the name of its page, and read it."""

    def ask(name="calendar-file", **kwargs):
        answer = visit(name, ending="ics", **kwargs)
        assert answer.status_code == 200
        return Calendar.from_ical(answer.content)

    return ask


def events(calendar):
    return {str(e["UID"]).partition("@")[0]: e for e in calendar.walk("VEVENT")}


def test_it_says_what_was_reached_and_where_to_read_on(fetch, milestone):
    calendar = fetch()

    (event,) = calendar.walk("VEVENT")
    page = "https://portal.example/en/actions/vouchers/#milestone-evaluation"
    assert {name: str(event[name]) for name in event if name[:2] != "DT"} == {
        "UID": "milestone-evaluation@portal.example",
        "SEQUENCE": "0",
        "SUMMARY": "Evaluation",
        "DESCRIPTION": f"Vouchers\nReached on 31 August 2014.\n{page}",
        "URL": page,
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "ORGANIZER": "mailto:district@localhost.example",
        "LAST-MODIFIED": str(event["LAST-MODIFIED"]),
    }
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        date(2014, 8, 31),
        date(2014, 9, 1),
    )
    assert calendar["METHOD"] == "PUBLISH"
    assert (
        calendar["X-WR-CALNAME"]
        == calendar["NAME"]
        == str(milestone.programme.name["en"])
    )
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=6)


def test_it_is_a_file_that_calendars_take(visit, milestone):
    answer = visit("calendar-file", ending="ics")

    lines = answer.content.split(b"\r\n")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="home-calendar.ics"'
    assert answer["Content-Language"] == "en"
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    assert visit("calendar-file", ending="ics").content == answer.content


def test_it_speaks_the_language_of_its_address(fetch, milestone):
    (event,) = fetch(language="fr").walk("VEVENT")

    assert event["SUMMARY"] == "Évaluation"
    assert "31 août 2014" in event["DESCRIPTION"]
    assert "/fr/actions/cheques/" in event["URL"]


@pytest.mark.parametrize(
    ("due", "grade", "said"),
    [
        ("2016-07", {}, ["Due in July 2016.", "The exact day is not known."]),
        ("2016-Q4", {}, ["Due in the fourth quarter of 2016."]),
        ("2016-06-02/2016-06-03", {}, ["Due from 2 June to 3 June 2016."]),
        (
            "2016-06-02",
            {"status": Status.PLANNED},
            ["This date was announced; nothing confirms it yet."],
        ),
        (
            "2016-06-02",
            {"status": Status.INFERRED},
            ["This date is worked out from other facts."],
        ),
        (
            "2016-06-02",
            {"confidence": Confidence.MEDIUM},
            ["This date is thinly sourced."],
        ),
        (
            "2016-06-02",
            {"confidence": Confidence.LOW},
            ["Sources disagree on this date."],
        ),
        ("2014-06-02", {}, ["Was due on 2 June 2014."]),
    ],
)
def test_it_says_no_more_than_is_known(
    fetch, milestone, time_machine, due, grade, said
):
    time_machine.move_to("2015-01-01T12:00Z", tick=False)
    milestone.due, milestone.reached = on(due, **grade), None
    milestone.save()

    (event,) = fetch().walk("VEVENT")

    assert [words for words in said if words in event["DESCRIPTION"]] == said
    assert event.decoded("DTEND") == milestone.due.latest + timedelta(days=1)


def test_a_moved_milestone_replaces_what_calendars_hold(fetch, milestone, time_machine):
    time_machine.move_to(datetime(2030, 1, 1, tzinfo=UTC), tick=False)
    before = fetch().walk("VEVENT")[0]
    time_machine.shift(timedelta(minutes=1))
    move_milestone(milestone=milestone, to=on("2014-09-30"))
    after = fetch().walk("VEVENT")[0]

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTART") == date(2014, 9, 30)


def test_a_cancelled_milestone_is_struck_out(fetch, milestone):
    cancel_milestone(milestone=milestone, on=date(2014, 8, 1))

    (event,) = fetch().walk("VEVENT")

    assert event["STATUS"] == "CANCELLED"
    assert "is cancelled" in event["DESCRIPTION"]


NAMES = {
    "calendar-file": {},
    "action-list-file": {},
    "action-file": {"slug": "vouchers"},
    "thrust-file": {"slug": "2-support"},
    "partner-file": {"slug": "designers"},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("withdrawn", ["milestone", "action"])
def test_what_is_withdrawn_is_struck_out_and_told_nothing_of(
    fetch, milestone, partner, time_machine, withdrawn, name
):
    partner.slug = Text(fr="designers", en="designers")
    partner.save()
    time_machine.move_to(datetime(2030, 1, 1, tzinfo=UTC), tick=False)
    before = fetch(name, **NAMES[name]).walk("VEVENT")[0]
    time_machine.shift(timedelta(minutes=1))
    record = milestone if withdrawn == "milestone" else milestone.action
    set_state(records=[record], state=State.WITHDRAWN, now=timezone.now())

    (event,) = fetch(name, **NAMES[name]).walk("VEVENT")

    address = "https://portal.example/id/milestone/evaluation/"
    assert event["UID"] == before["UID"]
    assert event["SEQUENCE"] > before["SEQUENCE"]
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == (
        "CANCELLED",
        "Milestone withdrawn",
    )
    assert (str(event["DESCRIPTION"]), str(event["URL"])) == (address, address)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_never_public_is_in_none(fetch, action, partner, name):
    partner.slug = Text(fr="designers", en="designers")
    partner.save()
    make_milestone(action=action, state=State.DRAFT)

    assert list(fetch(name, **NAMES[name]).walk("VEVENT")) == []


def test_each_record_has_the_milestones_that_are_its_own(
    fetch, district, action, milestone, thrust, partner
):
    of_thrust = make_milestone(programme=district, thrust=thrust, key="of-thrust")
    of_partner = make_milestone(programme=district, key="of-partner")
    of_partner.partners.add(partner)
    make_milestone(programme=district, key="of-nobody")
    make_milestone(action=action, key="around", scope=Scope.CONTEXT)

    found = {
        "action": events(fetch("action-file", slug=action.slug["en"])),
        "thrust": events(fetch("thrust-file", slug=thrust.slug["en"])),
        "partner": events(fetch("partner-file", slug=partner.slug["en"])),
        "actions": events(fetch("action-list-file")),
        "all": events(fetch()),
    }

    own = "milestone-evaluation"
    assert {name: set(each) for name, each in found.items()} == {
        "action": {own},
        "thrust": {own, f"milestone-{of_thrust.key}"},
        "partner": {own, f"milestone-{of_partner.key}"},
        "actions": {own},
        "all": {
            own,
            "milestone-of-thrust",
            "milestone-of-partner",
            "milestone-of-nobody",
        },
    }


def test_the_selection_of_the_page_is_that_of_the_file(
    fetch, district, action, milestone, partner
):
    make_milestone(programme=district, key="of-nobody")
    make_milestone(programme=district, key="context", scope=Scope.CONTEXT)

    def chosen(query):
        calendar = fetch(query=query)
        return str(calendar["X-WR-CALNAME"]), set(events(calendar))

    name = district.name["en"]
    assert chosen("thrust=support") == (f"{name} · Support", {"milestone-evaluation"})
    assert chosen("thrust=district")[1] == {"milestone-of-nobody"}
    assert chosen("partner=designers") == (
        f"{name} · Designers",
        {"milestone-evaluation"},
    )
    assert chosen("context=1&thrust=district")[1] == {
        "milestone-of-nobody",
        "milestone-context",
    }


def test_a_calendar_with_nothing_in_it_is_one_still(fetch, district):
    assert list(fetch().walk("VEVENT")) == []


def test_an_old_slug_leads_on(visit, action, milestone):
    action.slug = Text(fr="bons", en="coupons")
    action.save()

    answer = visit("action-file", slug="vouchers", ending="ics")

    assert (answer.status_code, answer["Location"]) == (301, "/en/actions/coupons.ics")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("calendar-file", 5), ("action-file", 4), ("action-list-file", 3)],
)
def test_calendars_cost_the_same_for_one_item_and_for_three(
    visit, action, milestone, django_assert_num_queries, count, name, queries
):
    for _number in range(count):
        make_milestone(action=action)
        make_milestone(action=action, state=State.WITHDRAWN)

    with django_assert_num_queries(queries):
        visit(name, ending="ics", **NAMES[name])
