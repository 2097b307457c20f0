"""Forms of the staff pages: what they keep, fill in, refuse and warn about."""

from typing import Any

from django.test import Client

from actions.models import Action, Milestone
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.text import Text
from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_milestone,
    make_programme,
    make_source,
    make_statement,
    make_thrust,
    on,
)
from tests.portal.admin.pages import address, form_data


def errors(answer: Any) -> dict[str, list[str]]:
    """Return the errors of a form that came back."""
    return {
        name: list(said)
        for name, said in answer.context["adminform"].form.errors.items()
    }


def save(editor: Client, record: Any, **changes: Any) -> Any:
    """Open a record's form, change some boxes, send it, follow."""
    page = address(type(record), "change", record.pk)
    data = form_data(editor.get(page))
    return editor.post(page, {**data, **changes}, follow=True)


def said(answer: Any) -> list[str]:
    return [f"{m.level_tag}: {m.message}" for m in answer.context["messages"]]


def test_saving_a_form_unchanged_changes_nothing(editor: Client) -> None:
    action = make_action(
        start=on("2014-Q2", status=Status.PLANNED, confidence=Confidence.LOW)
    )
    make_statement(record=action, field="title", sources=[make_source()])
    make_milestone(action=action)
    before = Action.objects.filter(pk=action.pk).values().get()

    save(editor, action)

    after = Action.objects.filter(pk=action.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert action.milestones.count() == action.statements.count() == 1
    assert action.statements.get().sources.count() == 1


def test_a_saved_text_keeps_the_languages_that_the_form_does_not_offer(
    editor: Client,
) -> None:
    action = make_action(title=Text(fr="Bons", en="Vouchers", it="Buoni"))

    save(editor, action, title_fr="Chèques", title_en="")

    action.refresh_from_db()
    assert action.title == Text(fr="Chèques", it="Buoni")


def test_empty_slugs_are_made_from_the_title_of_each_language(editor: Client) -> None:
    programme = make_programme()
    page = address(Action, "add")
    data = form_data(editor.get(page)) | {
        "programme": programme.pk,
        "title_fr": "Œuvres d’été à Liège",
        "title_en": "Summer works",
        "slug_en": "by-hand",
    }

    editor.post(page, data)

    action = Action.objects.get(programme=programme)
    assert action.slug == Text(fr="oeuvres-d-ete-a-liege", en="by-hand")


def test_a_slug_taken_in_the_same_programme_and_language_is_refused(
    editor: Client,
) -> None:
    taken = make_action(slug=Text(fr="bons", en="vouchers"))
    sibling = make_action(programme=taken.programme, slug=Text(fr="x", en="bons"))
    stranger = make_action(slug=Text(fr="y", en="y"))

    refused = save(editor, sibling, slug_fr="bons")
    save(editor, stranger, slug_fr="bons")

    assert errors(refused) == {
        "slug": ["FR: another record has the address “bons”."],
    }
    stranger.refresh_from_db()
    assert stranger.slug["fr"] == "bons"


def test_a_relation_to_another_programme_is_refused(editor: Client) -> None:
    action, elsewhere = make_action(), make_thrust()

    answer = save(editor, action, thrust=elsewhere.pk)

    assert errors(answer) == {"thrust": ["Of another programme."]}


def test_a_date_is_refused_in_the_reader_s_language(editor: Client) -> None:
    milestone = make_milestone()

    answer = save(editor, milestone, due_value="soon")

    message = (
        "“soon” is not a date. Write 2014, 2014-Q4, 2014-06, 2014-06-16 or "
        "2014-11-05/2014-11-15."
    )
    assert errors(answer) == {"due": [message]}


def test_a_milestone_outside_its_action_is_saved_with_a_warning(
    editor: Client,
) -> None:
    action = make_action(title=Text(en="Vouchers"), start=on("2014-01"))
    milestone = make_milestone(action=action, title=Text(en="Call"))

    answer = save(editor, action, **{"milestones-0-due_value": "2013-12-31"})

    milestone.refresh_from_db()
    assert milestone.due.value == "2013-12-31"
    assert said(answer)[0] == (
        "warning: “Call” (31 December 2013) lies outside the period of “Vouchers” "
        "(January 2014 – ?). Is that meant?"
    )


def test_a_milestone_added_to_an_action_is_of_its_programme(editor: Client) -> None:
    action = make_action()
    row = {"milestones-0-title_en": "Call", "milestones-0-due_value": "2014-06"}

    save(editor, action, **row)

    milestone = Milestone.objects.get(action=action)
    assert (milestone.programme, milestone.due) == (action.programme, on("2014-06"))


def test_a_milestone_s_person_is_of_the_action_s_programme(editor: Client) -> None:
    action, stranger = make_action(), make_contact()
    row = {
        "milestones-0-title_en": "Call",
        "milestones-0-due_value": "2014-06",
        "milestones-0-responsible": stranger.pk,
    }

    answer = save(editor, action, **row)

    formset = answer.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{"responsible": ["Of another programme."]}]
    assert not action.milestones.exists()


def test_a_field_has_one_statement(editor: Client) -> None:
    action = make_action()
    make_statement(record=action, field="title")
    page = address(Action, "change", action.pk)
    prefix = "programme-statement-content_type-object_id"
    row = {
        f"{prefix}-TOTAL_FORMS": "2",
        f"{prefix}-1-field": "title",
        f"{prefix}-1-status": "actual",
        f"{prefix}-1-confidence": "high",
        f"{prefix}-1-note_en": "again",
    }

    answer = editor.post(page, form_data(editor.get(page)) | row)

    formset = answer.context["inline_admin_formsets"][1].formset
    assert formset.non_form_errors() == ["Two statements speak of the same field."]
    assert action.statements.count() == 1


def test_lists_are_edited_as_lines_and_boxes(editor: Client) -> None:
    programme = make_programme(also_known_as=["CREATE"], languages=["fr"])

    save(editor, programme, also_known_as="CREATE\n\n ECD ", languages=["fr", "it"])

    programme = Programme.objects.get(pk=programme.pk)
    assert programme.also_known_as == ["CREATE", "ECD"]
    assert programme.languages == ["fr", "it"]


def test_the_key_is_for_ever(editor: Client) -> None:
    action = make_action(key="vouchers")

    save(editor, action, key="other")

    action.refresh_from_db()
    assert action.key == "vouchers"
