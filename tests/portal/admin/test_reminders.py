"""The log of reminders: in words, with their mails, and sent again on request."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import ADDITION, LogEntry
from django.test import Client

from actions.admin.resend import AT_ONCE
from actions.models import Milestone, Reminder, ReminderEvent
from actions.reminders import ledger
from actions.services import pause_reminders
from partners.models import Contact
from tests.factories import (
    make_contact,
    make_milestone,
    make_reminder,
    make_staff,
    make_user,
    on,
)
from tests.portal.admin.district import NOON, call_of, crew_of
from tests.portal.admin.pages import address

LIST = "/admin/actions/reminder/"


@pytest.fixture(autouse=True)
def second_of_june(db: None) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def crew(district: Any) -> Any:
    return crew_of(district)


@pytest.fixture
def call(crew: Any) -> Milestone:
    return call_of(crew)


@pytest.fixture
def sent(crew: Any, call: Milestone) -> Reminder:
    return make_reminder(
        milestone=call,
        contact=crew.lead,
        offset_days=-30,
        send_at=NOON - timedelta(days=17),
        sent_at=NOON - timedelta(days=17),
        state=Reminder.State.SENT,
    )


def page(reminder: Reminder, part: str) -> str:
    return f"{LIST}{reminder.pk}/{part}/"


def log(client: Client, milestone: Milestone) -> str:
    """Return the page of a milestone, on which its reminders stand."""
    text: str = client.get(address(Milestone, "change", milestone.pk)).text
    return text


def keys(answer: Any) -> list[str]:
    """Return the reminders that a mail which is shown stands for."""
    headers = answer.context["opened"].headers
    return [value for name, value in headers if name == "X-Reminder-Key"]


def test_a_milestone_s_page_tells_of_each_reminder(
    editor: Client, crew: Any, call: Milestone, sent: Reminder
) -> None:
    make_reminder(
        milestone=call,
        contact=crew.coordinator,
        offset_days=0,
        send_at=NOON,
        state=Reminder.State.SKIPPED,
        reason="wants-no-mail",
    )
    make_reminder(
        milestone=call,
        contact=crew.lead,
        cause=Reminder.Cause.MOVED,
        offset_days=0,
        due_on=date(2014, 7, 1),
        send_at=NOON,
        state=Reminder.State.FAILED,
        reason="550 no such user",
    )

    text = log(editor, call)

    for words in [
        "30 days before",
        "On the day",
        "Mail “date changed”",
        'for <time datetime="2014-07-01">1 July 2014</time>',
        "the contact wants no mail",
        "550 no such user",
        "No mail lies ahead: nothing more is planned.",
        page(sent, "mail"),
        address(Contact, "change", crew.lead.pk),
        f"?milestone__id__exact={call.pk}",
    ]:
        assert words in text, words


def test_a_milestone_with_mails_ahead_explains_nothing(
    editor: Client, call: Milestone
) -> None:
    make_reminder(milestone=call, send_at=NOON + timedelta(days=1))

    text = log(editor, call)

    assert "7 days before" in text
    assert "No mail lies ahead" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": Milestone.Kind.REPORT}, "no rule speaks of this kind of milestone"),
        ({"reached": on("2014-06-01")}, "the milestone is reached"),
        ({"cancelled_on": date(2014, 6, 1)}, "the milestone is cancelled"),
        ({"due": on("2014-05-01")}, "the due day is over"),
    ],
)
def test_a_milestone_without_mails_says_why(
    editor: Client, crew: Any, changes: Any, words: str
) -> None:
    assert f"No mail lies ahead: {words}." in log(editor, call_of(crew, **changes))


def test_a_milestone_with_nobody_to_address_says_so(
    editor: Client, call: Milestone
) -> None:
    Contact.objects.all().delete()

    assert "No mail lies ahead: there is nobody to address." in log(editor, call)


def test_a_paused_district_is_named_on_its_milestones(
    editor: Client, crew: Any, call: Milestone
) -> None:
    before = log(editor, call)
    pause_reminders(programme=crew.programme, paused=True)

    words = "The reminders of the district are paused"
    assert [words in before, words in log(editor, call)] == [False, True]


def test_a_new_milestone_has_no_reminders_yet(editor: Client) -> None:
    assert (
        "Reminders planned and sent" not in editor.get(address(Milestone, "add")).text
    )


def test_the_page_of_a_reminder_tells_its_life_in_words(
    editor: Client, sent: Reminder
) -> None:
    ReminderEvent.objects.create(
        reminder=sent, at=NOON, from_state="claimed", to_state="cancelled",
        reason="reached",
    )  # fmt: skip

    text = editor.get(page(sent, "change")).text

    for words in [
        "30 days before",
        "being sent",
        "cancelled",
        "the milestone is reached",
    ]:
        assert words in text, words


def snapshot() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Reminder, ReminderEvent, Contact, Milestone)
    ]


@pytest.mark.parametrize("state", Reminder.State.values)
def test_the_mail_of_any_reminder_is_shown_and_nothing_is_written(
    editor: Client, sent: Reminder, state: str
) -> None:
    Reminder.objects.filter(pk=sent.pk).update(state=state)
    before = snapshot()

    answer = editor.get(page(sent, "mail"))

    headers = dict(answer.context["opened"].headers)
    assert headers["X-Reminder-Key"] == sent.key
    assert headers["To"] == sent.contact.email
    assert str(sent.milestone) in answer.context["opened"].text
    assert [file.name for file, _at in answer.context["files"]] == ["milestone.ics"]
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert snapshot() == before


def test_a_mail_is_read_as_of_the_moment_at_which_it_goes_out(
    editor: Client, crew: Any, call: Milestone, sent: Reminder
) -> None:
    ahead = make_reminder(
        milestone=call,
        contact=crew.lead,
        offset_days=-1,
        send_at=NOON + timedelta(days=13),
    )

    planned, gone = (editor.get(page(r, "mail")) for r in (ahead, sent))

    assert "tomorrow" in planned.context["opened"].text or (
        "in 1 day" in planned.context["opened"].text
    )
    assert "in 14 days" in gone.context["opened"].text
    assert "This is how it will read at its moment (15 June 2014" in planned.text
    assert "It went out on 16 May 2014" in gone.text


def test_a_mail_that_did_not_go_out_says_why(editor: Client, sent: Reminder) -> None:
    Reminder.objects.filter(pk=sent.pk).update(
        state=Reminder.State.SKIPPED, reason="before-start", sent_at=None
    )

    answer = editor.get(page(sent, "mail"))

    assert (
        "It did not go out: skipped (its moment lies before reminders began)."
        in answer.text
    )


def test_a_daily_mail_is_shown_with_all_that_travels_in_it(
    editor: Client, crew: Any, call: Milestone
) -> None:
    Contact.objects.filter(pk=crew.lead.pk).update(
        delivery="digest", next_digest_at=NOON + timedelta(hours=18)
    )
    about = {"contact": crew.lead, "send_at": NOON}
    first = make_reminder(milestone=call, **about)
    second = make_reminder(milestone=call_of(crew), **about)
    make_reminder(
        milestone=call, contact=crew.lead, offset_days=-1, send_at=NOON + timedelta(2)
    )
    make_reminder(milestone=call, contact=crew.coordinator, send_at=NOON)

    answer = editor.get(page(first, "mail"))

    keys = [
        v for name, v in answer.context["opened"].headers if name == "X-Reminder-Key"
    ]
    assert keys == [first.key, second.key]
    assert answer.context["moment"] == NOON + timedelta(hours=18)
    assert "1 other reminder travels in it." in answer.text


def test_a_daily_mail_ahead_is_shown_without_those_before_it(
    editor: Client, crew: Any, call: Milestone
) -> None:
    Contact.objects.filter(pk=crew.lead.pk).update(delivery="digest")
    soon, later = (
        make_reminder(
            milestone=call, contact=crew.lead, offset_days=offset, send_at=moment
        )
        for offset, moment in [(-7, NOON + timedelta(2)), (-1, NOON + timedelta(9))]
    )

    assert keys(editor.get(page(later, "mail"))) == [later.key]
    assert keys(editor.get(page(soon, "mail"))) == [soon.key]


def test_a_daily_mail_that_went_out_is_shown_whole(
    editor: Client, crew: Any, sent: Reminder
) -> None:
    Contact.objects.filter(pk=crew.lead.pk).update(delivery="digest")
    alike = {"contact": crew.lead, "send_at": sent.send_at, "state": sent.state}
    other = make_reminder(milestone=call_of(crew), sent_at=sent.sent_at, **alike)
    make_reminder(milestone=call_of(crew), sent_at=NOON, **alike)
    failed = make_reminder(
        milestone=call_of(crew),
        contact=crew.lead,
        send_at=sent.send_at,
        state=Reminder.State.FAILED,
    )

    found = [keys(editor.get(page(reminder, "mail"))) for reminder in (sent, failed)]

    assert found == [[sent.key, other.key], [failed.key]]


def test_a_mail_that_cannot_be_written_says_so(editor: Client, sent: Reminder) -> None:
    Contact.objects.filter(pk=sent.contact_id).update(email="nobody")

    answer = editor.get(page(sent, "mail"))

    assert "“nobody” is no e-mail address." in answer.text
    assert editor.get(page(sent, "html")).status_code == 404
    assert editor.get(page(sent, "source")).status_code == 404


def test_a_mail_that_breaks_the_templates_says_so(
    editor: Client, sent: Reminder, settings: Any
) -> None:
    settings.MAIL_FROM = "two\nlines@district.example"

    answer = editor.get(page(sent, "mail"))

    assert answer.status_code == 200
    assert "BadHeaderError" in answer.text


def test_the_parts_of_a_mail_are_given(editor: Client, sent: Reminder) -> None:
    frame = editor.get(page(sent, "html"))
    calendar = editor.get(f"{LIST}{sent.pk}/attachments/1/")
    source = editor.get(page(sent, "source"))

    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert source.headers["Content-Disposition"] == (
        f'attachment; filename="reminder-{sent.pk}.eml"'
    )
    assert editor.get(f"{LIST}{sent.pk}/attachments/2/").status_code == 404
    assert editor.get(f"{LIST}0/mail/").status_code == 404


def test_a_lead_that_is_not_public_is_not_told(editor: Client, sent: Reminder) -> None:
    lead = sent.milestone.action.lead
    shown = editor.get(page(sent, "source")).content
    lead.state = "draft"
    lead.save()

    hidden = editor.get(page(sent, "source")).content

    name = f"Lead partner: {lead.name}".encode()
    assert [name in shown, name in hidden] == [True, False]


def chosen(*reminders: Reminder, **more: str) -> dict[str, Any]:
    return {
        "action": "send_again",
        "_selected_action": [reminder.pk for reminder in reminders],
        **more,
    }


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_staff_are_asked_before_a_mail_goes_out_again(
    editor: Client, crew: Any, sent: Reminder
) -> None:
    reached = make_reminder(
        milestone=call_of(crew, reached=on("2014-06-01")),
        contact=crew.lead,
        send_at=NOON,
        state=Reminder.State.SENT,
    )

    answer = editor.post(LIST, chosen(sent, reached))

    assert answer.context["sendable"] == [sent]
    assert answer.context["refused"] == [
        (reached, "The milestone is reached: nobody is reminded of it any more.")
    ]
    assert Reminder.objects.count() == 2


def test_a_confirmed_mail_goes_out_again(
    editor: Client, sent: Reminder, mailoutbox: Any
) -> None:
    answer = editor.post(LIST, chosen(sent, confirmed="yes"), follow=True)

    again = Reminder.objects.get(resend_number=1)
    assert answer.redirect_chain == [(page(again, "change"), 302)]
    assert said(answer) == ["1 reminder goes out again at the next sweep."]
    assert (again.state, again.is_asked, again.send_at) == ("planned", True, NOON)


def test_the_admin_log_says_who_asked(editor: Client, sent: Reminder) -> None:
    editor.post(LIST, chosen(sent, confirmed="yes"))

    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.action_flag) == ("editor", ADDITION)
    assert entry.get_edited_object() == Reminder.objects.get(resend_number=1)
    assert entry.get_change_message() == "Asked to send it again."


def test_what_has_changed_since_the_question_is_told(
    editor: Client, crew: Any, sent: Reminder
) -> None:
    other = make_reminder(
        milestone=call_of(crew, title={"en": "Voucher call"}),
        contact=crew.lead,
        send_at=NOON,
        state=Reminder.State.FAILED,
    )
    other.milestone.reached = on("2014-06-01")
    other.milestone.save()

    answer = editor.post(LIST, chosen(sent, other, confirmed="yes"), follow=True)

    why = "The milestone is reached: nobody is reminded of it any more."
    assert said(answer) == [
        f"Voucher call, Ada: {why}",
        "1 reminder goes out again at the next sweep.",
    ]


def test_nothing_is_said_to_go_out_where_nothing_does(
    editor: Client, sent: Reminder
) -> None:
    Contact.objects.filter(pk=sent.contact_id).update(delivery="none")

    answer = editor.post(LIST, chosen(sent, confirmed="yes"), follow=True)

    assert len(said(answer)) == 1
    assert "wants no mail" in said(answer)[0]
    assert "None of these can be sent again." in editor.post(LIST, chosen(sent)).text


def test_staff_hear_that_a_paused_district_s_mail_waits(
    editor: Client, crew: Any, sent: Reminder
) -> None:
    pause_reminders(programme=crew.programme, paused=True)

    answer = editor.post(LIST, chosen(sent, confirmed="yes"), follow=True)

    assert said(answer)[1] == (
        f"They wait: the reminders of {sent.milestone.programme.name['en']} are paused."
    )


def test_too_many_at_once_are_refused(editor: Client, call: Milestone) -> None:
    rows = [
        Reminder(
            milestone=call,
            contact=make_contact(programme=call.programme),
            cause="rule",
            due_on=call.due.latest,
            send_at=NOON,
            state="sent",
        )
        for _number in range(AT_ONCE + 1)
    ]
    reminders = Reminder.objects.bulk_create(rows)

    answer = editor.post(LIST, chosen(*reminders, confirmed="yes"), follow=True)

    assert said(answer) == ["At most 100 reminders are sent again at once."]
    assert Reminder.objects.count() == AT_ONCE + 1


def test_the_question_costs_the_same_for_three_as_for_one(
    editor: Client, crew: Any, django_assert_num_queries: Any
) -> None:
    def make() -> Reminder:
        return make_reminder(
            milestone=call_of(crew), contact=crew.lead, send_at=NOON, state="sent"
        )

    one, *more = [make() for _number in range(3)]
    with django_assert_num_queries(14):
        editor.post(LIST, chosen(one))
    with django_assert_num_queries(14):
        editor.post(LIST, chosen(one, *more))


@pytest.mark.parametrize("state", Reminder.State.values)
def test_only_what_can_be_sent_again_has_the_button(
    editor: Client, sent: Reminder, state: str
) -> None:
    Reminder.objects.filter(pk=sent.pk).update(state=state)

    text = editor.get(page(sent, "change")).text

    assert ("Send again …" in text) is (state in {"sent", "failed", "skipped"})


def test_who_may_only_look_sends_nothing(sent: Reminder) -> None:
    viewer = make_staff("viewer", sent.milestone.programme)
    client = Client(headers={"accept-language": "en"})
    client.force_login(viewer)

    client.post(LIST, chosen(sent, confirmed="yes"))

    assert Reminder.objects.count() == 1
    pages = [page(sent, "change"), LIST, page(sent, "mail")]
    assert [client.get(each).status_code for each in pages] == [403] * 3


def test_who_edits_the_district_sends_again(sent: Reminder) -> None:
    client = Client()
    client.force_login(make_staff("editor", sent.milestone.programme))

    client.post(LIST, chosen(sent, confirmed="yes"))

    assert Reminder.objects.filter(resend_number=1).count() == 1


def test_asking_by_a_link_changes_nothing(editor: Client, sent: Reminder) -> None:
    editor.get(LIST, chosen(sent, confirmed="yes"))

    assert Reminder.objects.count() == 1


def test_strangers_see_no_mail(sent: Reminder) -> None:
    stranger = Client()
    stranger.force_login(make_user(is_superuser=False))

    parts = ["mail", "html", "source", "attachments/1"]
    assert [stranger.get(page(sent, part)).status_code for part in parts] == [403] * 4
    assert Client().get(page(sent, "mail")).url.startswith("/admin/login/")


def test_the_log_tells_reasons_in_words(editor: Client, sent: Reminder) -> None:
    ledger.move(
        Reminder.objects.filter(pk=sent.pk),
        to=Reminder.State.CANCELLED,
        reason="not-wanted",
    )

    text = editor.get(LIST).text

    assert "the date, the rule or the addressee has changed" in text
    assert "not-wanted" not in text


def test_reminders_of_others_are_left_alone(
    editor: Client, sent: Reminder, rival: Any
) -> None:
    other = make_reminder(
        milestone=make_milestone(programme=rival.programme),
        send_at=NOON,
        state="sent",
    )

    editor.post(LIST, chosen(sent, confirmed="yes"))

    assert list(other.milestone.reminders.all()) == [other]
