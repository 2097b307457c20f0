"""A partner's program says when a milestone was reached."""

import pytest

from actions.models import Milestone
from actions.reminders import ledger
from creative_district.kernel.record import State
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_rule,
    make_token,
    on,
)
from tests.portal.writing.conftest import NOW, Program, refusal

MINE = "milestones/mine/"


@pytest.fixture
def mine(district, own):
    return make_milestone(
        programme=district, key="mine", responsible_partner=own.partner
    )


def tag(program, address=MINE, **headers):
    return program.get(address, **headers).headers["ETag"]


def reach(program, written="2014-06-16", address=MINE, **headers):
    told = {"if_match": tag(program, address), **headers}
    return program.patch(address, {"reached_on": written}, **told)


def test_it_is_reached_and_told_as_getting_tells_it(own, mine):
    answer = reach(own.writer)

    again = own.writer.get(MINE)
    mine.refresh_from_db()
    assert mine.reached == on("2014-06-16")
    assert (answer.status_code, answer.json()) == (200, again.json())
    assert answer.headers["ETag"] == again.headers["ETag"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.json()["state"] == "reached"
    assert answer.json()["reached"] == {
        "value": "2014-06-16",
        "precision": "day",
        "earliest": "2014-06-16",
        "latest": "2014-06-16",
        "status": "actual",
        "confidence": "high",
    }


@pytest.mark.parametrize("written", ["2013", "2014-Q1", "2014-05", "2014-06-20"])
def test_a_date_is_as_exact_as_it_is_known(own, mine, written):
    assert reach(own.writer, written).json()["reached"]["value"] == written


def test_the_history_names_the_token(own, mine):
    reach(own.writer)

    version = mine.history.first()
    assert version.history_change_reason == "API: Own (en), Website"
    assert (version.history_user, version.reached) == (None, on("2014-06-16"))
    assert mine.history.count() == 2


def test_saying_the_same_again_changes_nothing(own, mine):
    reach(own.writer)

    again = reach(own.writer)

    assert again.status_code == 200
    assert mine.history.count() == 2


def test_it_can_be_taken_back(own, mine):
    reach(own.writer)

    answer = reach(own.writer, None)

    mine.refresh_from_db()
    assert (answer.json()["reached"], mine.reached) == (None, None)


def test_reminders_are_planned_anew(
    own, mine, district, queue, django_capture_on_commit_callbacks
):
    make_rule(programme=district, offset_days=7)
    make_contact(programme=district, partner=own.partner)
    ledger.reconcile(programme=district, now=NOW)
    seen = tag(own.writer)
    queue()

    with django_capture_on_commit_callbacks(execute=True):
        own.writer.patch(MINE, {"reached_on": "2014-06-16"}, if_match=seen)

    replan = "actions.reminders.tasks.replan"
    assert queue() == [(replan, [district.pk, [mine.pk]])]
    assert [row.state for row in mine.reminders.all()] == ["planned"]
    ledger.reconcile(programme=district, now=NOW)
    assert [row.state for row in mine.reminders.all()] == ["cancelled"]


def test_a_milestone_of_an_own_action_is_own_drafts_too(district, own):
    action = make_action(programme=district, lead=own.partner, state=State.DRAFT)
    milestone = make_milestone(action=action, key="mine", state=State.DRAFT)

    answer = reach(own.writer)

    milestone.refresh_from_db()
    assert (answer.status_code, milestone.reached) == (200, on("2014-06-16"))
    assert answer.json()["publication"] == "draft"


def test_nothing_is_written_blindly(own, mine):
    answer = own.writer.patch(MINE, {"reached_on": "2014-06-16"})

    said = "Send If-Match with the ETag that GET gives for this address."
    assert refusal(answer) == (428, said, [])
    mine.refresh_from_db()
    assert mine.reached is None


def test_nothing_is_written_over_what_others_wrote(own, mine):
    seen = tag(own.writer)
    mine.title = {"en": "Another"}
    mine.save()

    answer = own.writer.patch(MINE, {"reached_on": "2014-06-16"}, if_match=seen)

    said = "This record has changed since: read it again."
    assert refusal(answer) == (412, said, [])
    mine.refresh_from_db()
    assert mine.reached is None


@pytest.mark.parametrize("form", ['"nothing"', 'W/"nothing"', "W/{seen}"])
def test_only_the_tag_itself_matches(own, mine, form):
    told = form.format(seen=tag(own.writer))

    answer = own.writer.patch(MINE, {"reached_on": "2014-06-16"}, if_match=told)

    assert answer.status_code == 412


@pytest.mark.parametrize("form", ["{seen}x", "", "nothing", "*, {seen}"])
def test_what_is_no_tag_is_said_to_be_none(own, mine, form):
    told = form.format(seen=tag(own.writer))

    answer = own.writer.patch(MINE, {"reached_on": "2014-06-16"}, if_match=told)

    said = "If-Match: the ETag with its quotation marks, or *."
    assert refusal(answer) == (400, said, [])


@pytest.mark.parametrize("form", ["{seen}", '"x", {seen}', "*"])
def test_one_tag_of_several_is_enough(own, mine, form):
    told = form.format(seen=tag(own.writer))

    answer = own.writer.patch(MINE, {"reached_on": "2014-06-16"}, if_match=told)

    assert answer.status_code == 200


@pytest.mark.parametrize("question", ["?lang=fr", "?lang=all", "?fields=id,reached"])
def test_the_tag_is_that_of_the_same_address(own, mine, question):
    address = f"{MINE}{question}"
    other = tag(own.writer)

    wrong = own.writer.patch(address, {"reached_on": "2014-06-16"}, if_match=other)
    right = reach(own.writer, address=address)

    assert (wrong.status_code, right.status_code) == (412, 200)
    assert right.json() == own.writer.get(address).json()


def test_the_tag_is_that_of_the_same_language(own, mine):
    french = tag(own.writer, **{"accept-language": "fr"})
    body = {"reached_on": "2014-06-16"}

    wrong = own.writer.patch(MINE, body, if_match=french)
    right = own.writer.patch(MINE, body, if_match=french, accept_language="fr")

    assert (wrong.status_code, right.status_code) == (412, 200)


NOT_A_DATE = (
    "“{written}” is not a date. Write 2014, 2014-Q4, 2014-06, 2014-06-16 or "
    "2014-11-05/2014-11-15."
)
NOT_OVER = (
    "{shown} is not over yet. Today is 20 June 2014: write a day up to then, or a "
    "month, a quarter or a year that has ended."
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("soon", NOT_A_DATE.format(written="soon")),
        ("2014-02-30", "“2014-02-30” is not a day of the calendar."),
        ("2014-06-21", NOT_OVER.format(shown="21 June 2014")),
        ("2014", NOT_OVER.format(shown="2014")),
        ("", "This field may not be blank."),
        (True, "Not a valid string."),
        (["2014"], "Not a valid string."),
        ("2014\x00", NOT_A_DATE.format(written="2014\x00")),
    ],
)
def test_what_cannot_be_taken_is_named(own, mine, written, said):
    answer = reach(own.writer, written)

    detail = "The body of the request has fields that cannot be accepted."
    fault = {"field": "reached_on", "detail": said, "allowed": []}
    assert refusal(answer) == (422, detail, [fault])
    mine.refresh_from_db()
    assert mine.reached is None


def test_it_is_named_in_the_readers_language(own, mine):
    french = Program(own.token, **{"accept-language": "fr"})

    answer = reach(french, "2014-02-30")

    detail = "Le corps de la requête a des champs qui ne peuvent être acceptés."
    said = "«\xa02014-02-30\xa0» n’est pas un jour du calendrier."
    fault = {"field": "reached_on", "detail": said, "allowed": []}
    assert refusal(answer) == (422, detail, [fault])


def test_what_was_cancelled_is_not_reached(own, mine):
    mine.cancelled_on = NOW.date()
    mine.save()

    said = "This milestone was cancelled."
    fault = {"field": "reached_on", "detail": said, "allowed": []}
    assert refusal(reach(own.writer))[2] == [fault]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, [("reached_on", "This field is required.", [])]),
        (
            {"reached_on": "2014", "title": "x", "due": "2014"},
            [
                ("due", "This field does not exist here.", ["reached_on"]),
                ("title", "This field does not exist here.", ["reached_on"]),
            ],
        ),
        ([], [("", "Invalid data. Expected a dictionary, but got list.", [])]),
    ],
)
def test_the_body_holds_what_is_declared(own, mine, body, faults):
    answer = own.writer.patch(MINE, body, if_match=tag(own.writer))

    told = [tuple(fault.values()) for fault in refusal(answer)[2]]
    assert (answer.status_code, told) == (422, faults)


@pytest.mark.parametrize("body", ["{", "[" * 100_000, b"\xff", '{"a": NaN}'])
def test_a_body_that_is_no_json_is_malformed(own, mine, body):
    answer = own.writer.patch(MINE, body, if_match=tag(own.writer))

    assert refusal(answer)[0] == 400


def test_a_body_that_is_too_large_is_refused(own, mine, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = {"reached_on": "2014" * 100}

    answer = own.writer.patch(MINE, body, if_match=tag(own.writer))

    assert refusal(answer)[:2] == (413, "The body of the request is too large.")


def test_only_json_is_read(own, mine):
    answer = own.writer.client.patch(
        f"/api/v1/{MINE}", "<a/>", "text/xml", headers={"if-match": tag(own.writer)}
    )

    assert refusal(answer)[0] == 415


def test_who_may_not_write_is_told_so(own, mine):
    body = {"reached_on": "2014-06-16"}

    public = own.public.patch(MINE, body, if_match="*")
    reader = own.reader.patch(MINE, body, if_match="*")

    said = "Authentication credentials were not provided."
    assert refusal(public) == (401, said, [])
    assert public.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert refusal(reader) == (403, "This token does not let you write.", [])
    mine.refresh_from_db()
    assert mine.reached is None


def test_milestones_of_others_are_not_written(district, own, rival):
    other = make_partner(programme=district)
    action = make_action(programme=district, lead=other)
    told = {"programme": district, "responsible_partner": other}
    rows = {
        make_milestone(**told, key="public"): 403,
        make_milestone(action=action, key="of-action"): 403,
        make_milestone(programme=district, key="of-nobody"): 403,
        make_milestone(**told, key="draft", state=State.DRAFT): 404,
        make_milestone(**told, key="gone", state=State.WITHDRAWN): 410,
        rival.milestone: 403,
    }
    # Partners that only take part do not answer for it.
    for row in rows:
        row.partners.add(own.partner)

    statuses = {
        row: own.writer.patch(
            f"milestones/{row.key}/", {"reached_on": "2014-06-16"}, if_match="*"
        ).status_code
        for row in rows
    }

    assert statuses == rows
    assert not Milestone.objects.exclude(reached=None).exists()


def test_a_token_writes_in_its_own_district_alone(own, rival):
    rival.milestone.responsible_partner = own.partner
    rival.milestone.save()

    answer = own.writer.patch(
        "milestones/rival-milestone/", {"reached_on": "2014"}, if_match="*"
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "address"),
    [
        *(("put", MINE), ("delete", MINE), ("post", MINE), ("post", "milestones/")),
        *(("patch", "milestones/"), ("patch", "actions/any/"), ("put", "actions/any/")),
        *(
            ("delete", "actions/any/"),
            ("post", "partners/"),
            ("patch", "partners/own/"),
        ),
    ],
)
def test_nothing_else_is_written(own, mine, method, address):
    answer = own.writer.send(method, address, {}, if_match="*")

    assert refusal(answer)[0] == 405
    assert (
        answer.headers["Allow"]
        == own.public.client.options(f"/api/v1/{address}").headers["Allow"]
    )


def test_a_revoked_token_writes_nothing(own, mine):
    token = make_token(
        programme=mine.programme, partner=own.partner, scope="write", revoked_at=NOW
    )

    answer = Program(token).patch(MINE, {"reached_on": "2014"}, if_match="*")

    assert refusal(answer)[0] == 401
