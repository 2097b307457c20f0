"""What loading writes, changes, leaves alone and withdraws."""

import copy
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Indicator, Milestone, Reading, ReminderRule, Thrust
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import State
from creative_district.portal.loading import Change, Difference, Kind
from partners.models import Contact, Membership, Partner
from programme.models import Account, Discrepancy, Programme, Statement
from tests.factories import make_action, make_picture, make_programme, on
from tests.portal.loading.conftest import NOW


def test_first_load_writes_the_whole_file(load_file, example):
    outcome = load_file(example)

    assert {change.kind for change in outcome.changes} == {Kind.CREATED}
    assert (outcome.programme, len(outcome.changes)) == ("example", 12)
    action = Action.objects.get(key="example-visits")
    assert action.title == {"fr": "Visites d’étude", "en": "Study visits"}
    assert action.start == on("2013-Q2", confidence=Confidence.MEDIUM)
    assert (action.thrust.key, action.lead.key) == (
        "example-learning",
        "example-agency",
    )
    assert [d.key for d in action.discrepancies.all()] == ["example-visitors"]
    assert (action.state, action.scope, action.end) == (State.PUBLISHED, "own", None)
    milestone = Milestone.objects.get(key="example-first-visit")
    assert milestone.due == milestone.reached == on("2013-06-05/2013-06-06")
    reading = Reading.objects.get(indicator__key="example-visitor-count")
    assert (reading.value, reading.qualifier, reading.is_disputed) == (
        Decimal(30),
        "about",
        True,
    )
    account, other = Account.objects.all()
    assert (account.position, account.is_kept) == (0, True)
    assert (other.position, other.is_kept) == (1, False)
    membership = Membership.objects.get(programme__key="example")
    assert (membership.role, membership.task["en"]) == (
        "coordinator",
        "Coordinates the programme.",
    )
    statement = Programme.objects.get(key="example").statements.get(field="end")
    assert (statement.status, statement.confidence) == (
        Status.PLANNED,
        Confidence.MEDIUM,
    )
    assert [source.key for source in statement.sources.all()] == ["example-agreement"]


def test_a_new_programme_can_remind(load_file, example):
    load_file(example)

    programme = Programme.objects.get(key="example")
    rules = ReminderRule.objects.filter(programme=programme)
    assert programme.reminders_from == NOW
    assert list(rules.values_list("offset_days", "audience", "kinds")) == [
        (-30, "responsible", ["event", "deliverable", "call"]),
        (-7, "responsible", ["event", "deliverable", "call"]),
        (-1, "responsible", ["event", "deliverable", "call"]),
        (0, "participants", ["event", "deliverable", "call"]),
        (3, "coordinator", ["event", "deliverable", "call"]),
        (14, "coordinator", ["event", "deliverable", "call"]),
    ]
    assert not Contact.objects.filter(programme=programme).exists()


@pytest.mark.parametrize("has_first", [False, True])
def test_the_first_programme_opens_the_site(load_file, example, has_first):
    if has_first:
        make_programme(is_first=True)

    load_file(example)

    assert Programme.objects.get(key="example").is_first is not has_first


def test_loading_leaves_the_history_that_saving_would(load_file, example):
    load_file(example)
    example["actions"][0]["participants"] = ["example-agency"]
    load_file(example)

    now, before = Action.objects.get(key="example-visits").history.all()
    assert (before.history_type, now.history_type) == ("+", "~")
    assert now.history_change_reason == before.history_change_reason == "load_programme"
    assert [link.partner.key for link in now.participants.all()] == ["example-agency"]
    assert not before.participants.exists()
    assert [link.discrepancy.key for link in before.discrepancies.all()] == [
        "example-visitors"
    ]


def everything() -> dict[str, list[object]]:
    """Return all rows and all history of what a file can write."""
    models = [Action, Discrepancy, Indicator, Membership, Milestone, Partner]
    models += [Programme, Reading, Statement, Thrust]
    rows = {
        model.__name__: list(model.objects.order_by("pk").values()) for model in models
    }
    past = {
        f"past {m.__name__}": list(m.history.order_by("pk").values()) for m in models
    }
    return {**rows, **past, "accounts": list(Account.objects.order_by("pk").values())}


def test_second_load_changes_nothing(load_file, example):
    load_file(example)
    before = everything()

    outcome = load_file(example)

    assert (outcome.changes, outcome.unchanged_count) == ((), 12)
    assert everything() == before


def test_order_of_references_and_statements_is_no_change(load_file, example):
    extra = {**example["sources"][0], "key": "example-z", "url": "https://z.example/"}
    example["sources"].append(extra)
    example["programme"]["statements"][0]["sources"].append("example-z")
    load_file(example)
    example["programme"]["statements"].reverse()
    example["programme"]["statements"][1]["sources"].reverse()

    assert load_file(example).changes == ()


def test_change_is_told_value_by_value_and_only_it_is_written(load_file, example):
    load_file(example)
    untouched = Milestone.objects.get(key="example-first-visit")
    stamp = Action.objects.get(key="example-visits").updated_at
    example["actions"][0]["title"]["fr"] = "Visites"
    example["actions"][0]["end"] = {
        "value": "2014-05",
        "status": "planned",
        "confidence": "low",
    }
    example["indicators"][0]["readings"][0]["value"] = 31
    example["programme"]["statements"][1]["note"]["en"] = "Month planned."
    del example["programme"]["statements"][0]

    outcome = load_file(example)

    assert outcome.changes == (
        Change(
            "programme",
            "example",
            Kind.CHANGED,
            (
                Difference("statements[].status", "actual", ""),
                Difference("statements[].confidence", "high", ""),
                Difference("statements[].sources", "example-agreement", ""),
                Difference(
                    "statements[end].note.en",
                    "Month planned by the agreement.",
                    "Month planned.",
                ),
            ),
        ),
        Change(
            "actions",
            "example-visits",
            Kind.CHANGED,
            (
                Difference("title.fr", "Visites d’étude", "Visites"),
                Difference("end", "", "2014-05 (planned, low)"),
            ),
        ),
        Change(
            "indicators",
            "example-visitor-count",
            Kind.CHANGED,
            (Difference("readings[0].value", "30", "31"),),
        ),
    )
    action = Action.objects.get(key="example-visits")
    assert action.updated_at > stamp
    assert action.history.count() == 2
    assert Milestone.objects.get(key=untouched.key).updated_at == untouched.updated_at
    assert untouched.history.count() == 1
    statement = Programme.objects.get(key="example").statements.get()
    assert (statement.field, statement.history.count()) == ("end", 2)
    assert Statement.history.filter(history_type="-", field="").count() == 1


def test_dry_run_tells_the_same_and_writes_nothing(load_file, example):
    load_file(example)
    before = everything()
    example["actions"][0]["title"]["fr"] = "Visites"
    example["spaces"] = []

    dry = load_file(example, dry_run=True)

    assert dry.is_dry_run
    assert everything() == before
    assert load_file(example).changes == dry.changes


def test_vanished_records_are_withdrawn_and_come_back(load_file, example):
    load_file(example)
    programme = Programme.objects.get(key="example")
    staffs = make_action(programme=programme, key="by-staff")
    whole = copy.deepcopy(example)
    for section in ("actions", "milestones", "indicators", "spaces"):
        example[section] = []

    outcome = load_file(example)

    assert [(c.section, c.key, c.kind.value) for c in outcome.changes] == [
        ("actions", "example-visits", "withdrawn"),
        ("milestones", "example-first-visit", "withdrawn"),
        ("indicators", "example-visitor-count", "withdrawn"),
        ("spaces", "example-space", "withdrawn"),
    ]
    assert list(programme.actions.public()) == [staffs]
    assert load_file(example).changes == ()

    back = load_file(whole)

    assert back.changes[0].differences == (
        Difference("state", "withdrawn", "published"),
    )
    assert set(programme.actions.public().values_list("key", flat=True)) == {
        "by-staff",
        "example-visits",
    }


def test_partner_that_leaves_loses_its_membership_only(load_file, example):
    second = {**example["partners"][0], "key": "example-second"}
    second |= {"slug": {"en": "second"}, "membership": {"role": "member"}}
    example["partners"].append(second)
    load_file(example)
    del example["partners"][1]

    outcome = load_file(example)

    assert [(c.section, c.key, c.kind) for c in outcome.changes] == [
        ("partners", "example-second", Kind.WITHDRAWN)
    ]
    assert Partner.objects.filter(key="example-second").exists()
    assert [
        m.partner.key for m in Membership.objects.filter(programme__key="example")
    ] == ["example-agency"]


def test_values_that_only_one_may_have_can_be_swapped(load_file, example):
    second = {**example["partners"][0], "key": "example-second"}
    second |= {"slug": {"en": "second"}, "membership": {"role": "member"}}
    example["partners"].append(second)
    support = {**example["thrusts"][0], "key": "example-support", "number": 2}
    example["thrusts"].append({**support, "slug": {"en": "2-support"}})
    load_file(example)
    for one in (0, 1):
        example["thrusts"][one]["number"] = 2 - one
        example["partners"][one]["membership"] = {
            "role": ["member", "coordinator"][one]
        }

    load_file(example)

    numbers = Thrust.objects.filter(programme__key="example")
    assert list(numbers.values_list("key", "number")) == [
        ("example-support", 1),
        ("example-learning", 2),
    ]
    coordinators = Membership.objects.filter(role="coordinator")
    assert [m.partner.key for m in coordinators] == ["example-second"]


def test_what_staff_add_beside_the_file_stays(load_file, example):
    load_file(example)
    programme = Programme.objects.get(key="example")
    contact = Contact.objects.create(
        programme=programme, name="Contact", email="contact@partner.example"
    )
    milestone = Milestone.objects.get(key="example-first-visit")
    milestone.responsible = contact
    milestone.save()
    action = Action.objects.get(key="example-visits")
    action.picture = make_picture(programme=programme)
    action.save()
    ReminderRule.objects.filter(programme=programme, offset_days=-30).delete()
    example["milestones"][0]["cancelled_on"] = "2013-06-01"
    example["actions"][0]["title"]["fr"] = "Visites"

    load_file(example)

    milestone.refresh_from_db()
    assert milestone.responsible == contact
    pictured = Action.objects.get(key="example-visits")
    assert (pictured.picture, pictured.title["fr"]) == (action.picture, "Visites")
    assert milestone.cancelled_on == date(2013, 6, 1)
    assert ReminderRule.objects.filter(programme=programme).count() == 5


def many(example, count, title):
    found = copy.deepcopy(example)
    [action] = found["actions"]
    [milestone] = found["milestones"]
    found["actions"] += [
        {
            **action,
            "key": f"example-visits-{n}",
            "slug": {"en": f"visits-{n}"},
            "title": {"en": f"{title} {n}"},
            "participants": ["example-agency"],
            "statements": [
                {
                    "status": "actual",
                    "confidence": "high",
                    "note": {"en": title},
                    "sources": ["example-agreement"],
                }
            ],
        }
        for n in range(count)
    ]
    found["milestones"] += [
        {**milestone, "key": f"m-{n}", "action": f"example-visits-{n}"}
        for n in range(count)
    ]
    return found


def queries(load_file, found):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        load_file(found)
    return len(captured)


def test_number_of_queries_does_not_grow_with_the_file(load_file, example):
    load_file(many(example, 1, "Visit"))
    few, more = many(example, 3, "Visit"), many(example, 13, "Visit")
    fewer_changed, more_changed = copy.deepcopy(more), many(example, 13, "Tour")
    fewer_changed["actions"][1] = more_changed["actions"][1]

    created = queries(load_file, few), queries(load_file, more)
    unchanged = queries(load_file, more), queries(load_file, more)
    changed = queries(load_file, fewer_changed), queries(load_file, more_changed)

    assert (created, unchanged, changed) == ((64, 64), (46, 46), (58, 58))


def test_progress_is_told_on_the_way(load_file, example):
    told = []

    load_file(
        many(example, 501, "Visit"),
        progress=lambda section, done, total: told.append((section, done, total)),
    )

    assert [line for line in told if line[0] == "actions"] == [
        ("actions", 0, 502),
        ("actions", 500, 502),
    ]
    assert {section for section, _done, _total in told} >= {"check", "compare", "write"}


def test_a_language_that_did_not_follow_is_outdated(load_file, example):
    load_file(example)
    example["actions"][0]["title"]["fr"] = "Visites"
    load_file(example)

    action = Action.objects.get(key="example-visits")

    day = NOW.date().isoformat()
    assert action.outdated == {"en": {"title": ["fr", day]}}
    assert action.history.latest().outdated == action.outdated
    assert list(Action.objects.outdated_in("en").filter(programme__key="example")) == [
        action
    ]
