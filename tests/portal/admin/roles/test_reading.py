"""Nobody reads what is not theirs to read: lists, records, choices, files, API."""

from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from actions.models import Action, Indicator, Milestone, Reminder, Space
from creative_district.accounts.models import User
from creative_district.kernel.admin.exporting import ExportedRecords
from creative_district.kernel.record import State
from partners.models import Contact, Partner
from programme.models import Document, Picture
from tests.portal.admin.pages import address
from tests.portal.admin.roles.world import (
    EDITORS,
    MODELS,
    Kept,
    World,
    hidden,
    may_name,
    may_see,
    words_in,
)

# Pages of a record; those that a model does not have are passed over.
PAGES = ["change", "history", "preview", "delete"]
# Kinds of records that go out as files.
EXCHANGED = [
    model
    for model in MODELS
    if isinstance(admin.site._registry.get(model), ExportedRecords)
]
# Relations that forms offer, and what they lead to.
CHOICES = [
    (Action, "thrust"),
    (Action, "lead"),
    (Action, "participants"),
    (Action, "news"),
    (Action, "documents"),
    (Action, "discrepancies"),
    (Milestone, "action"),
    (Milestone, "responsible"),
    (Milestone, "place"),
    (Indicator, "action"),
    (Space, "programme"),
    (Contact, "user"),
]

# What is asked of lists by hand; their boxes show what was typed.
FILTERS: list[tuple[type[Model], str]] = [
    (Action, "programme__id__exact={rival}"),
    (Action, "lead__id__exact={stranger}"),
    (Action, "q=Qrivaldraftaction"),
    (Action, "state__exact=draft"),
    (Action, "key__startswith=a"),
    (Milestone, "action__thrust__id__exact=1"),
    (Milestone, "q=Qotherdraftaction"),
    (Milestone, "programme__id__exact={rival}"),
    (Contact, "q=Qrivalcontact"),
    (Contact, "programme__id__exact={rival}"),
    (Partner, "memberships__programme__id__exact={rival}"),
    (Reminder, "milestone__programme__id__exact={rival}"),
    (Reminder, "q=Qrivalcontact"),
]
TYPED = {"Qrivaldraftaction", "Qotherdraftaction", "Qrivalcontact"}


def listed(client: Client, model: type[Model], **query: str) -> Any:
    return client.get(address(model, "changelist"), query)


def records_of(world: World, model: type[Model]) -> list[Any]:
    return [kept.record for kept in world.of(model)]


def page_of(record: Model, page: str) -> str | None:
    try:
        return address(type(record), page, record.pk)
    except NoReverseMatch:
        return None


def test_lists_hold_what_the_role_sees_and_nothing_else(
    world: World, role: str
) -> None:
    client = world.login(role)

    found, seen = set(), set()
    for model in MODELS:
        answer = listed(client, model)
        rows = answer.context["cl"].result_list if answer.status_code == 200 else []
        found |= {row for row in rows if row in records_of(world, model)}
        seen |= {each.record for each in world.of(model) if may_see(role, each)}
        assert words_in(answer.text, world) & hidden(role, world) == set()

    assert found == seen


def test_a_record_opens_for_those_who_see_it_and_for_nobody_else(
    world: World, role: str
) -> None:
    client = world.login(role)

    opened, expected = {}, {}
    for page, kept in product(PAGES, world.kept):
        if asked := page_of(kept.record, page):
            answer = client.get(asked)
            opened[asked] = answer.status_code == 200
            expected[asked] = may_see(role, kept) and page != "delete"
            assert words_in(answer.text, world) & hidden(role, world) == set()

    assert opened == expected


def test_forms_offer_what_the_role_may_name(world: World, role: str) -> None:
    client = world.login(role)

    offered, expected = {}, {}
    for model, name in CHOICES:
        target: Any = model._meta.get_field(name).related_model
        offered[model, name] = choices(client, model, name) & keys(world.of(target))
        named = [each for each in world.of(target) if may_name(role, each)]
        expected[model, name] = keys(named)

    assert offered == expected


def test_exports_hold_what_the_role_sees_and_nothing_else(
    world: World, role: str
) -> None:
    client = world.login(role)

    told, expected = {}, {}
    for model, asked in product(EXCHANGED, ["", "?id__in={all}", "?q=Q&o=-1"]):
        numbers = ",".join(str(record.pk) for record in records_of(world, model))
        page = address(model, "export") + asked.format(all=numbers)
        shown, file = client.get(page), client.post(page, {"format": "csv"})
        told[model, asked] = words_in(content_of(file), world)
        expected[model, asked] = {
            each.word for each in world.of(model) if may_see(role, each)
        }
        assert words_in(shown.text, world) & hidden(role, world) == set()

    assert told == expected


def content_of(answer: Any) -> str:
    """Return the file of an answer; nothing where there is none."""
    return answer.getvalue().decode() if answer.status_code == 200 else ""


def keys(kept: Iterable[Kept]) -> set[str]:
    return {str(each.record.pk) for each in kept}


def choices(client: Client, model: type[Model], name: str) -> set[str]:
    asked = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": name,
    }
    answer = client.get(reverse("admin:autocomplete"), asked)
    if answer.status_code == 403:
        return set()
    return {row["id"] for row in answer.json()["results"]}


def test_no_filter_reaches_further(world: World, role: str) -> None:
    client = world.login(role)

    for model, query in FILTERS:
        asked = query.format(rival=world.rival.pk, stranger=world.stranger.pk)
        answer = client.get(f"{address(model, 'changelist')}?{asked}&all=1")

        found = words_in(answer.text, world) & hidden(role, world)
        assert found <= {word for word in TYPED if word in query}
        if answer.status_code == 200:
            seen = {each.record for each in world.of(model) if may_see(role, each)}
            rows = set(answer.context["cl"].result_list)
            assert rows & set(records_of(world, model)) <= seen


def test_no_filter_asks_what_it_does_not_show(world: World, role: str) -> None:
    client = world.login(role)
    queries = [
        "lead__contacts__email__startswith=Q",
        "milestones__responsible__email__contains=Q",
        "programme__contacts__email__startswith=Q",
        "statements__note__contains=Q",
    ]

    answers = [
        client.get(f"{address(Action, 'changelist')}?{query}") for query in queries
    ]

    assert [answer.status_code for answer in answers] == [400] * len(queries)


def test_the_start_page_names_nothing_hidden(world: World, role: str) -> None:
    html = world.login(role).get("/admin/").text

    assert words_in(html, world) & hidden(role, world) == set()


def test_each_line_of_the_start_page_equals_its_list(world: World, role: str) -> None:
    for model in MODELS:
        field_names = {field.name for field in model._meta.fields}
        if "state" in field_names and "publish_from" in field_names:
            model._default_manager.filter(state="draft").update(state="in_review")  # type: ignore[attr-defined]
    client = world.login(role)

    tasks = client.get("/admin/").context["tasks"]

    lists = [client.get(task.address).context["cl"].result_count for task in tasks]
    assert lists == [task.count for task in tasks]
    assert len(tasks) >= 3


def test_mails_to_people_are_for_those_who_edit_the_district(
    world: World, role: str
) -> None:
    client = world.login(role)

    for kept in world.of(Reminder):
        for page in ("board", f"{kept.record.pk}/mail", f"{kept.record.pk}/source"):
            answer = client.get(f"/admin/actions/reminder/{page}/")

            is_theirs = page == "board" or kept.owner != "rival"
            assert (answer.status_code == 200) is (role in EDITORS and is_theirs)
            assert words_in(answer.text, world) & hidden(role, world) == set()


def test_files_of_drafts_are_for_those_who_see_the_record(
    world: World, role: str
) -> None:
    client = world.login(role)
    files = [*world.of(Document), *world.of(Picture)]

    opened = {}
    for kept in files:
        answer = client.get(kept.record.file.url)
        # Read to its end, a file is let go of; closing would end the connection, too.
        opened[kept.word] = bool(answer.streaming and answer.getvalue())

    assert opened == {
        kept.word: kept.is_public or may_see(role, kept) for kept in files
    }


@pytest.mark.parametrize("model", [Document, Picture])
@pytest.mark.parametrize("lacks", ["second factor", "staff"])
def test_files_of_drafts_want_of_staff_what_every_page_wants(
    world: World, settings: Any, model: type[Model], lacks: str
) -> None:
    record = world.one(model, "other", State.DRAFT)
    client = world.login("viewer")
    before = client.get(record.file.url)
    is_given = bool(before.streaming and before.getvalue())

    settings.REQUIRE_2FA = lacks == "second factor"
    User.objects.update(is_staff=lacks != "staff")

    assert (is_given, client.get(record.file.url).status_code) == (True, 404)


def test_no_address_tells_where_any_record_has_its_page(world: World) -> None:
    action = world.one(Action, "rival", "draft")
    kind = reverse("admin:index") + "r/1/"

    assert world.login("publisher").get(f"{kind}{action.pk}/").status_code == 404


def test_the_machine_room_is_for_administrators(world: World, role: str) -> None:
    client = world.login(role)
    pages = ["kernel/letter/", "accounts/user/", "accounts/user/add/", "auth/group/"]

    answers = [client.get(f"/admin/{page}").status_code for page in pages]

    assert answers == [403, 403, 403, 404]


def test_no_role_brings_a_draft_into_the_api(world: World, role: str) -> None:
    drafts = {kept.word for kept in world.kept if not kept.is_public}
    client, visitor = world.login(role), Client(headers={"accept-language": "en"})
    kinds = [
        *("actions", "milestones", "indicators", "spaces", "thrusts", "partners"),
        *("places", "programmes", "sources", "news", "documents"),
    ]

    for kind in kinds:
        text = client.get(f"/api/v1/{kind}/?page_size=100").text

        assert text == visitor.get(f"/api/v1/{kind}/?page_size=100").text
        assert words_in(text, world) & drafts == set()
        assert words_in(text, world) != set()
