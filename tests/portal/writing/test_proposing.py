"""A partner's program proposes an action."""

from datetime import timedelta

import pytest
from django.test import Client

from actions.models import Action
from creative_district.kernel.record import State
from creative_district.portal import retention
from partners.models import KeptAnswer
from tests.factories import (
    make_action,
    make_partner,
    make_thrust,
    make_token,
    make_user,
    on,
)
from tests.portal.writing.conftest import NOW, Program, refusal

TITLE = {"fr": "Un atelier", "en": "A workshop"}


@pytest.fixture
def thrust(district):
    return make_thrust(programme=district, key="street")


def whole():
    return {
        "title": TITLE,
        "summary": {"fr": "Résumé"},
        "outcome": {"en": "**Much**"},
        "thrust": "street",
        "participants": ["own", "friend"],
        "start": "2014-Q4",
        "end": "2015-03",
    }


def propose(program, body=None, **headers):
    return program.post("actions/", body or {"title": TITLE}, **headers)


def others():
    return Action.objects.exclude(key="rival-action")


def test_it_arrives_as_a_draft_in_review(own, thrust, district):
    make_partner(programme=district, key="friend")

    answer = propose(own.writer, whole())

    action = others().get()
    assert (answer.status_code, action.state) == (201, State.IN_REVIEW)
    address = f"http://localhost:8000/api/v1/actions/{action.key}/"
    assert answer.headers["Location"] == address
    assert answer.json() == own.writer.get(f"actions/{action.key}/").json()
    assert (action.programme, action.lead) == (district, own.partner)
    assert (action.title, action.thrust) == (TITLE, thrust)
    assert action.slug == {"fr": "un-atelier", "en": "a-workshop"}
    assert (action.start, action.end) == (
        on("2014-Q4", status="planned"),
        on("2015-03", status="planned"),
    )
    assert (action.summary, action.outcome) == ({"fr": "Résumé"}, {"en": "**Much**"})
    keys = {partner.key for partner in action.participants.all()}
    assert keys == {"own", "friend"}
    assert answer.json()["publication"] == "in_review"
    assert own.public.get(f"actions/{action.key}/").status_code == 404


def test_the_history_says_who_proposed_it(own):
    propose(own.writer)

    versions = others().get().history.all()
    assert {each.history_change_reason for each in versions} == {
        "API: Own (en), Website"
    }
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(make_user())
    page = staff.get(f"/admin/actions/action/{others().get().pk}/history/")
    assert "API: Own (en), Website" in page.text


def test_staff_find_it_on_the_start_page(own):
    propose(own.writer)
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(make_user())

    tasks = staff.get("/admin/").context["tasks"]

    found = [(task.label, task.count) for task in tasks if "review" in task.label]
    assert found == [("In review: actions", 1)]


def test_the_worker_is_told(own, district, queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        propose(own.writer)

    assert queue() == [("actions.reminders.tasks.replan", [district.pk])]


def test_an_address_that_is_taken_gets_a_number(own, district):
    make_action(programme=district, slug={"fr": "un-atelier", "en": "other"})
    propose(own.writer)
    propose(own.writer)

    slugs = [dict(action.slug) for action in others().order_by("pk")[1:]]
    assert slugs == [
        {"en": "a-workshop", "fr": "un-atelier-2"},
        {"en": "a-workshop-2", "fr": "un-atelier-3"},
    ]


@pytest.mark.parametrize(
    ("title", "slug"), [("…", "en"), ("x" * 200, "x" * 80), ("Œuvre", "oeuvre")]
)
def test_any_title_makes_an_address(own, title, slug):
    assert propose(own.writer, {"title": {"en": title}}).status_code == 201
    assert others().get().slug == {"en": slug}


LANGUAGES = "Choose one of: fr, en."


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"title": {}}, "title", "This dictionary may not be empty."),
        ({"title": {"fr": " "}}, "title.fr", "This field may not be blank."),
        ({"title": "A"}, "title", 'Expected a dictionary of items but got type "str".'),
        ({"title": {"nl": "Een"}}, "title.nl", LANGUAGES),
        ({"title": {"en": "a\x00"}}, "title.en", "Null characters are not allowed."),
        (
            {"title": {"en": "x" * 201}},
            "title.en",
            "Ensure this field has no more than 200 characters.",
        ),
        ({"thrust": "secret"}, "thrust", "“secret” is not known here."),
        ({"thrust": "rival-thrust"}, "thrust", "“rival-thrust” is not known here."),
        ({"thrust": 3.5}, "thrust", "“3.5” is not known here."),
        ({"participants": ["own", "no"]}, "participants.1", "“no” is not known here."),
        (
            {"participants": "own"},
            "participants",
            'Expected a list of items but got type "str".',
        ),
        ({"start": "soon"}, "start", None),
        ({"start": "2015", "end": "2014"}, "end", "The action ends before it starts."),
        ({"lead": "own"}, "lead", "This field does not exist here."),
        ({"state": "published"}, "state", "This field does not exist here."),
    ],
)
def test_what_cannot_be_taken_is_named(own, district, more, field, said):
    make_thrust(programme=district, key="secret", state=State.DRAFT)

    status, _detail, faults = refusal(propose(own.writer, {"title": TITLE, **more}))

    assert (status, [fault["field"] for fault in faults]) == (422, [field])
    assert said is None or faults[0]["detail"] == said
    assert not others().exists()


def test_all_that_is_wrong_is_named_at_once(own):
    body = {"title": {"fr": ""}, "start": "soon", "participants": ["no"]}

    faults = refusal(propose(own.writer, body))[2]

    assert [fault["field"] for fault in faults] == [
        "title.fr",
        "participants.0",
        "start",
    ]


def test_who_may_not_write_proposes_nothing(own):
    assert refusal(propose(own.public))[0] == 401
    assert refusal(propose(own.reader))[0] == 403
    assert not others().exists()


def test_the_same_key_does_it_once(own):
    first = propose(own.writer, idempotency_key="k1")
    again = propose(own.writer, idempotency_key="k1")

    assert others().count() == 1
    assert (again.status_code, again.content) == (201, first.content)
    kept = ["Location", "Content-Type", "Content-Language"]
    for name in (*kept, "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]


def test_without_a_key_each_request_counts(own):
    propose(own.writer)
    propose(own.writer)

    assert others().count() == 2
    assert not KeptAnswer.objects.exists()


def test_a_key_is_for_one_request_alone(own):
    propose(own.writer, idempotency_key="k1")

    other = propose(own.writer, {"title": {"en": "Other"}}, idempotency_key="k1")

    said = "This idempotency key was used for another request."
    assert refusal(other) == (422, said, [])
    assert others().count() == 1


def test_another_token_has_keys_of_its_own(own, district):
    propose(own.writer, idempotency_key="k1")
    token = make_token(programme=district, partner=own.partner, scope="write")

    answer = propose(Program(token), {"title": {"en": "B"}}, idempotency_key="k1")

    assert (answer.status_code, others().count()) == (201, 2)


def test_what_was_refused_can_be_mended_with_the_same_key(own):
    wrong = propose(own.writer, {"title": {}}, idempotency_key="k1")
    right = propose(own.writer, idempotency_key="k1")

    assert (wrong.status_code, right.status_code) == (422, 201)


def test_one_that_is_not_answered_yet_is_waited_for(own, now):
    propose(own.writer, idempotency_key="k1")
    KeptAnswer.objects.update(status=None)

    answer = propose(own.writer, idempotency_key="k1")

    said = "A request with this key is in progress. Try again in a moment."
    assert refusal(answer) == (409, said, [])
    assert answer.headers["Retry-After"] == "1"
    # Whoever had it is no more.
    now.shift(121)
    assert propose(own.writer, idempotency_key="k1").status_code == 201


def test_a_failure_leaves_nothing_behind(own, monkeypatch):
    monkeypatch.setattr(Action, "full_clean", lambda _self: 1 / 0)
    own.writer.client.raise_request_exception = False

    assert refusal(propose(own.writer, idempotency_key="k1"))[0] == 500
    assert (others().count(), KeptAnswer.objects.count()) == (0, 0)


def test_an_answer_is_kept_for_a_day(own, now):
    propose(own.writer, idempotency_key="k1")
    now.shift(timedelta(hours=24).total_seconds())
    assert retention.tidy_up(now=NOW + timedelta(hours=24)) == {}
    propose(own.writer, idempotency_key="k1")
    assert others().count() == 1

    now.shift(1)

    propose(own.writer, idempotency_key="k1")
    assert others().count() == 2
    later = NOW + timedelta(hours=49)
    assert retention.tidy_up(now=later)["answers"] == 1


@pytest.mark.parametrize("key", ["", "é", "a" * 256])
def test_a_key_is_short_and_plain(own, key):
    answer = propose(own.writer, idempotency_key=key)

    said = "Idempotency-Key: 1 to 255 visible ASCII characters."
    assert refusal(answer) == (400, said, [])


def test_titles_in_one_language_wait_for_translation(own):
    propose(own.writer, {"title": {"en": "A workshop"}})

    action = others().get()
    assert (action.title, action.outdated) == ({"en": "A workshop"}, {})
    assert list(Action.objects.missing_in("fr")) == [action]


def test_what_is_still_to_come_is_planned(own):
    told = propose(
        own.writer, {"title": TITLE, "start": "2013-04", "end": "2031"}
    ).json()

    assert [told[name]["status"] for name in ("start", "end")] == ["actual", "planned"]


@pytest.mark.parametrize("title", [5, True, ["x"], "two\nlines"])
def test_a_title_is_a_text_of_one_line(own, title):
    answer = propose(own.writer, {"title": {"fr": title}})

    assert (answer.status_code, others().count()) == (422, 0)
    assert [each["field"] for each in answer.json()["errors"]] == ["title.fr"]
