"""Lists of the staff pages: search, order, filters, moving records to the public."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from actions.models import Action, Milestone, Reminder
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Contact, Partner, Place
from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_partner,
    make_place,
    make_programme,
    make_reminder,
    make_staff,
    make_thrust,
    on,
)
from tests.portal.admin.pages import accepted, address


def rows(answer: Any) -> list[Any]:
    """Return the records of a list page."""
    return list(answer.context["cl"].result_list)


def listed(client: Client, model: Any, **parameters: Any) -> list[Any]:
    return rows(client.get(address(model, "changelist"), parameters))


def act(
    client: Client, model: Any, action: str, records: list[Any], **more: str
) -> Any:
    chosen = {"action": action, "_selected_action": [r.pk for r in records]}
    return client.post(address(model, "changelist"), chosen | more, follow=True)


@pytest.mark.parametrize("words", ["creation", "CRÉATION numerique", "digital"])
def test_search_ignores_accents_and_reads_all_languages(
    editor: Client, words: str
) -> None:
    found = make_action(title=Text(fr="Création numérique", en="Digital creation"))
    make_action(title=Text(fr="Chèques", en="Vouchers"))

    assert listed(editor, Action, q=words) == [found]


def test_search_reaches_related_texts(editor: Client) -> None:
    partner = make_partner(name=Text(fr="Académie", en="Academy"))
    contact = make_contact(partner=partner)

    assert listed(editor, Contact, q="academie") == [contact]


def test_autocomplete_searches_as_lists_do(editor: Client) -> None:
    partner = make_partner(short_name=Text(fr="École", en="School"))
    asked = {
        "app_label": "actions",
        "model_name": "action",
        "field_name": "lead",
        "term": "ecole",
    }

    answer = editor.get("/admin/autocomplete/", asked)

    assert answer.json()["results"] == [{"id": str(partner.pk), "text": "School"}]


def test_a_list_is_in_the_order_of_the_reader_s_language(editor: Client) -> None:
    for fr, en in [("Zèle", "Ardour"), ("Été", "Summer"), ("Eau", "Water")]:
        make_place(name=Text(fr=fr, en=en), country="XX")

    english = listed(editor, Place, country__exact="XX")
    editor.cookies["django_language"] = "fr"
    french = listed(editor, Place, country__exact="XX")

    assert [p.name["en"] for p in english] == ["Ardour", "Summer", "Water"]
    assert [p.name["fr"] for p in french] == ["Eau", "Été", "Zèle"]


def test_a_click_on_a_title_orders_by_it(editor: Client) -> None:
    programme = make_programme()
    for title in ["b", "É", "a"]:
        make_action(programme=programme, title=Text(en=title))

    found = listed(editor, Action, programme__id__exact=programme.pk, o="-1")

    assert [str(action) for action in found] == ["É", "b", "a"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2014", ["quarter", "june"]), ("2014-06", ["june"]), ("2013", ["range"])],
)
def test_milestones_are_filtered_by_year_and_month(
    editor: Client, value: str, expected: list[str]
) -> None:
    programme = make_programme()
    for key, due in [
        ("quarter", "2014-Q1"),
        ("june", "2014-06-16"),
        ("range", "2013-12-30/2014-01-02"),
    ]:
        make_milestone(programme=programme, key=key, due=on(due))

    found = listed(editor, Milestone, programme__id__exact=programme.pk, due=value)

    assert [milestone.key for milestone in found] == expected


def test_the_filter_by_date_offers_years_and_the_months_of_the_one_chosen(
    editor: Client,
) -> None:
    Milestone.objects.all().delete()
    for due in ["2013-05", "2014-06", "2014-Q4"]:
        make_milestone(due=on(due))

    page = address(Milestone, "changelist")
    spec = editor.get(page, {"due": "2014"}).context["cl"].filter_specs[2]

    assert spec.lookup_choices == [
        ("2013", "2013"),
        ("2014", "2014"),
        ("2014-06", "June 2014"),
        ("2014-10", "October 2014"),
    ]


@time_machine.travel(datetime(2014, 6, 2, 12, tzinfo=ZoneInfo("Europe/Brussels")))
@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("week", ["today"]),
        ("soon", ["today", "in thirty days"]),
        ("late", ["yesterday"]),
        ("reached", ["done"]),
        ("nonsense", ["yesterday", "done", "today", "in thirty days", "later"]),
    ],
)
def test_milestones_are_filtered_by_what_day_it_is(
    editor: Client, progress: str, expected: list[str]
) -> None:
    programme = make_programme()
    make_milestone(programme=programme, key="yesterday", due=on("2014-06-01"))
    make_milestone(
        programme=programme,
        key="done",
        due=on("2014-06-01"),
        reached=on("2014-06-01"),
        title=Text(en="~"),
    )
    make_milestone(programme=programme, key="today", due=on("2014-06-02"))
    make_milestone(programme=programme, key="in thirty days", due=on("2014-07-02"))
    make_milestone(programme=programme, key="later", due=on("2014-07-03"))

    asked = {"programme__id__exact": programme.pk, "progress": progress}
    found = listed(editor, Milestone, **asked)

    assert sorted(m.key for m in found) == sorted(expected)


def test_what_a_language_lacks_is_found(editor: Client) -> None:
    lacking = make_partner(name=Text(fr="Agence"))
    make_partner(name=Text(fr="Bureau", en="Office"))

    assert listed(editor, Partner, translation="missing-en") == [lacking]


@pytest.mark.parametrize(
    ("action", "before", "state"),
    [
        ("publish", State.IN_REVIEW, State.PUBLISHED),
        ("send_to_review", State.DRAFT, State.IN_REVIEW),
        ("withdraw", State.PUBLISHED, State.WITHDRAWN),
        ("return_to_draft", State.IN_REVIEW, State.DRAFT),
    ],
)
def test_selected_records_get_a_state_with_history(
    editor: Client, action: str, before: State, state: State
) -> None:
    changed = make_action(state=before)
    already = make_action(state=state)
    untouched = make_action(state=before)

    page = act(editor, Action, action, [changed, already], reason="Merged")
    answer = accepted(editor, page)

    states = Action.objects.in_bulk([changed.pk, already.pk, untouched.pk])
    assert [record.state for record in states.values()] == [
        state,
        state,
        before,
    ]
    assert [str(m) for m in answer.context["messages"]] == [
        f"1 record is now “{state.label}”."
    ]
    assert changed.history.count() == 2
    assert changed.history.latest().history_user.username == "editor"
    assert already.history.count() == 1


@pytest.mark.parametrize(
    ("action", "state", "kept"),
    [("withdraw", State.PUBLISHED, "Merged"), ("publish", State.DRAFT, None)],
)
def test_a_withdrawal_keeps_the_reason_written_beside_it(
    editor: Client, action: str, state: State, kept: str | None
) -> None:
    record = make_action(state=state)
    chosen = {"action": action, "_selected_action": [record.pk]}

    page = editor.post(address(Action, "changelist"), {**chosen, "reason": " Merged "})
    accepted(editor, page)

    assert record.history.latest().history_change_reason == kept


def test_who_may_only_look_cannot_publish(db: None) -> None:
    draft = make_action(state=State.DRAFT)
    viewer = make_staff("viewer", draft.programme)
    client = Client()
    client.force_login(viewer)

    act(client, Action, "publish", [draft])

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert client.get(address(Action, "change", draft.pk)).status_code == 200


def test_only_a_superuser_deletes_records(db: None) -> None:
    action = make_action()
    staff = make_staff("publisher", action.programme)
    client = Client()
    client.force_login(staff)

    refused = client.post(address(Action, "delete", action.pk), {"post": "yes"})

    assert refused.status_code == 403
    assert Action.objects.filter(pk=action.pk).exists()


def test_the_log_of_reminders_is_only_read(editor: Client) -> None:
    reminder = make_reminder(send_at=datetime(2014, 6, 9, 6, tzinfo=ZoneInfo("UTC")))

    assert listed(editor, Reminder, send_at__year=2014) == [reminder]
    for page in ("change", "delete"):
        answer = editor.post(address(Reminder, page, reminder.pk), {"post": "yes"})
        assert answer.status_code == 403
    assert editor.get(address(Reminder, "add")).status_code == 403
    assert reminder.due_on == date(2014, 6, 16)


@time_machine.travel(datetime(2014, 6, 2, 12, tzinfo=ZoneInfo("Europe/Brussels")))
def test_the_list_of_actions_tells_address_and_windows(
    editor: Client, district: Programme
) -> None:
    thrust = make_thrust(programme=district, number=2)
    action = make_action(
        programme=district, thrust=thrust, start=on("2013-05"), end=on("2014-08")
    )
    make_milestone(action=action, due=on("2014-05"), reached=on("2014-05"))
    make_milestone(action=action, due=on("2014-07"))

    html = editor.get(
        address(Action, "changelist"), {"programme__id__exact": district.pk}
    ).content.decode()

    assert '<td class="field-plate">2 · 5–20</td>' in html
    assert '<td class="field-reached">1/2</td>' in html


@time_machine.travel(datetime(2014, 6, 2, 12, tzinfo=ZoneInfo("Europe/Brussels")))
def test_the_list_of_milestones_tells_progress_and_the_next_reminder(
    editor: Client, district: Programme
) -> None:
    milestone = make_milestone(programme=district)
    for day, state in [(9, "planned"), (13, "planned"), (3, "cancelled")]:
        make_reminder(
            milestone=milestone,
            offset_days=day - 16,
            state=state,
            send_at=datetime(2014, 6, day, 7, tzinfo=ZoneInfo("UTC")),
        )

    html = editor.get(
        address(Milestone, "changelist"), {"programme__id__exact": district.pk}
    ).content.decode()

    assert '<td class="field-progress">ahead</td>' in html
    assert '<td class="field-next_reminder nowrap">9 June 2014, 09:00</td>' in html


def test_selected_actions_are_featured_with_history(editor: Client) -> None:
    plain = make_action()
    featured = make_action(is_featured=True)
    untouched = make_action()

    answer = act(editor, Action, "feature", [plain, featured])

    rows = Action.objects.in_bulk([plain.pk, featured.pk, untouched.pk])
    assert [row.is_featured for row in rows.values()] == [True, True, False]
    assert [str(m) for m in answer.context["messages"]] == ["1 action was changed."]
    assert (plain.history.count(), featured.history.count()) == (2, 1)

    act(editor, Action, "unfeature", [plain])
    plain.refresh_from_db()
    assert not plain.is_featured
