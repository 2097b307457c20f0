"""Nobody writes what is not theirs to write, and everybody what is."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, Model
from django.test import Client

from actions.models import Action, Indicator, Milestone, ReminderRule, Space, Thrust
from creative_district.kernel.admin.import_pages import ImportedRecords
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import (
    AccessToken,
    Assignment,
    Boundary,
    Contact,
    Membership,
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
from tests.factories import make_partner, make_staff, make_user
from tests.portal.admin.pages import accepted, address, form_data
from tests.portal.admin.roles.world import (
    ACCESS,
    EDITORS,
    MODELS,
    PEOPLE,
    RECORDS,
    Kept,
    World,
    may_change,
    may_name,
    may_see,
)

# A field of each model in which something can be written.
WORDS: dict[type[Model], str] = {
    Boundary: "name",
    Contact: "name",
    Discrepancy: "topic",
    Indicator: "name",
    Partner: "name",
    Passage: "body",
    Picture: "alternative",
    Place: "name",
    Programme: "name",
    ReminderRule: "offset_days",
    Space: "name",
    Webhook: "name",
}
FORGED = "Forged"
BEYOND = (
    "Filled in like this, the record would not be yours to write: what it belongs to "
    "has to be what you answer for."
)
EXCHANGED = [
    model
    for model in MODELS
    if isinstance(admin.site._registry.get(model), ImportedRecords)
]
TRANSLATED = (RECORDS | {Place, Partner, Programme}) - {Boundary}


@pytest.fixture
def administrator(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user())
    return client


def filled(client: Client, record: Model) -> dict[str, Any]:
    """Return what a browser would send, with another text."""
    data = form_data(client.get(address(type(record), "change", record.pk)))
    name = WORDS.get(type(record), "title")
    boxes = [box for box in data if box in {name, f"{name}_fr", f"{name}_en"}]
    return {**data, **dict.fromkeys(boxes, "9" if name == "offset_days" else FORGED)}


def is_forged(record: Any) -> bool:
    record.refresh_from_db()
    written = getattr(record, WORDS.get(type(record), "title"), "")
    return str(written) in {FORGED, "9"}


def may_write(role: str, kept: Kept) -> bool:
    if role == "translator":
        return kept.model in TRANSLATED and may_see(role, kept)
    return may_change(role, kept)


def test_forms_write_what_is_the_roles_and_nothing_else(
    world: World, administrator: Client, role: str
) -> None:
    client = world.login(role)

    written = {}
    for kept in world.kept:
        data = filled(administrator, kept.record)
        client.post(address(kept.model, "change", kept.record.pk), data)
        written[kept.model.__name__, kept.owner, kept.is_public] = is_forged(
            kept.record
        )

    assert written == {
        (kept.model.__name__, kept.owner, kept.is_public): may_write(role, kept)
        for kept in world.kept
    }


def send(client: Client, model: type[Model], *rows: Mapping[str, Any]) -> Any:
    """Send a file with these rows to be looked at."""
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
    file = SimpleUploadedFile("rows.csv", written.getvalue().encode())
    return client.post(address(model, "import"), {"file": file})


def take_all(client: Client, model: type[Model], *rows: Mapping[str, Any]) -> list[int]:
    """Send a file, agree to what it does; return the rows that have a problem."""
    page = send(client, model, *rows)
    if page.status_code != 200:
        return list(range(len(rows)))
    tried, upload = page.context["tried"], page.context["upload"]
    told = {"upload": upload.pk if upload else "", "agreed": tried.seal}
    client.post(address(model, "import"), told)
    return sorted({problem.number - 2 for problem in tried.problems})


def row_of(record: Any) -> dict[str, str]:
    """Return a row that writes another text into a record."""
    name = WORDS.get(type(record), "title")
    is_plain = isinstance(type(record)._meta.get_field(name), CharField)
    names = [name] if is_plain else [f"{name}_fr", f"{name}_en"]
    return {"key": record.key, **dict.fromkeys(names, FORGED)}


def test_files_write_what_is_the_roles_and_nothing_else(
    world: World, role: str
) -> None:
    client = world.login(role)

    for model in EXCHANGED:
        kept = world.of(model)
        allowed = [may_change(role, each) for each in kept]
        rows = [row_of(each.record) for each in kept]
        refused = take_all(client, model, *rows)
        of_all = [is_forged(each.record) for each in kept]
        if theirs := [row for row, may in zip(rows, allowed, strict=True) if may]:
            take_all(client, model, *theirs)

        assert refused == [number for number, may in enumerate(allowed) if not may]
        assert of_all == [not refused] * len(kept)
        assert [is_forged(each.record) for each in kept] == allowed


def test_files_name_what_the_role_may_name(world: World, role: str) -> None:
    action = world.one(Action, "own", State.DRAFT)
    client = world.login(role)
    columns = {"thrust": Thrust, "news": News, "picture": Picture}

    taken, expected = {}, {}
    for column, model in columns.items():
        for kept in world.of(model):
            page = send(client, Action, {"key": action.key, column: kept.record.key})
            tried = page.context and page.context.get("tried")
            taken[kept.word] = bool(tried and not tried.problems)
            is_near = kept.owner != "rival" and may_name(role, kept)
            expected[kept.word] = is_near and role in EDITORS | {"partner_editor"}

    assert taken == expected


def test_a_file_adds_where_it_is_the_roles(world: World, role: str) -> None:
    client = world.login(role)
    partners = {"own": world.own, "other": world.other, "rival": world.stranger}

    for name, partner in partners.items():
        programme = world.rival if name == "rival" else world.home
        new = {"key": f"new-{name}", "programme": programme.key, "lead": partner.key}
        take_all(client, Action, {**new, "title_fr": name, "state": "published"})

    made = dict(
        Action.objects.filter(key__startswith="new").values_list("key", "state")
    )
    is_own = role in EDITORS | {"partner_editor"}
    assert made == {
        **({"new-own": "draft"} if is_own else {}),
        **({"new-other": "draft"} if role in EDITORS else {}),
    }


def test_a_translator_writes_texts_and_nothing_else(
    world: World, administrator: Client
) -> None:
    action = world.one(Action, "own", State.PUBLISHED)
    data = {**filled(administrator, action), "lead": world.other.pk, "scope": "context"}
    data |= {"start_0": "2014", "state": "draft", "milestones-0-state": "draft"}
    before = Action.objects.values().get(pk=action.pk)

    world.login("translator").post(address(Action, "change", action.pk), data)

    after = Action.objects.values().get(pk=action.pk)
    changed = {name for name, value in after.items() if value != before[name]}
    assert changed - {"updated_at"} == {"title"}
    assert {milestone.state for milestone in action.milestones.all()} == {"published"}


def take(client: Client, record: Any, to: State) -> None:
    """Open the page of a step as far as one may, accept what it tells, and go on."""
    page = address(type(record), "step", record.pk, to.value)
    form = (client.get(page).context or {}).get("form")
    boxes = [name for name in form.fields if name[:8] == "accepted"] if form else []
    client.post(page, dict.fromkeys(boxes, "on") | {"reason": "Merged"})
    record.refresh_from_db()


@pytest.mark.parametrize(
    ("before", "asked"),
    [(State.DRAFT, State.PUBLISHED), (State.PUBLISHED, State.WITHDRAWN)],
)
def test_who_publishes_moves_a_record_and_nobody_else(
    world: World, administrator: Client, role: str, before: State, asked: State
) -> None:
    action = world.one(Action, "own", before)
    client = world.login(role)
    data = {**filled(administrator, action), "state": asked}

    client.post(address(Action, "change", action.pk), data)
    action.refresh_from_db()
    by_form = action.state
    take(client, action, asked)

    assert by_form == before
    assert action.state == (asked if role == "publisher" else before)


def test_who_edits_sends_a_record_to_review(world: World, role: str) -> None:
    action = world.one(Action, "own", State.DRAFT)

    take(world.login(role), action, State.IN_REVIEW)

    is_editor = role in {"partner_editor", "editor", "publisher"}
    assert action.state == (State.IN_REVIEW if is_editor else State.DRAFT)


def test_a_published_record_stays_so_for_who_does_not_publish(
    world: World, administrator: Client
) -> None:
    action = world.one(Action, "own", State.PUBLISHED)
    data = {**filled(administrator, action), "state": State.DRAFT}

    world.login("editor").post(address(Action, "change", action.pk), data)

    assert is_forged(action)
    assert action.state == State.PUBLISHED


def forged_relations(world: World) -> list[dict[str, Any]]:
    """Return what no form offers: records of others."""
    draft = State.DRAFT
    return [
        {"lead": world.one(Partner, "rival", draft).pk},
        {"participants": [world.one(Partner, "rival", draft).pk]},
        {"news": [world.one(News, "rival", draft).pk]},
        {"documents": [world.one(Document, "rival", draft).pk]},
        {"discrepancies": [world.one(Discrepancy, "rival", draft).pk]},
    ]


def test_no_form_takes_what_it_does_not_offer(
    world: World, administrator: Client, role: str
) -> None:
    action = world.one(Action, "own", State.DRAFT)
    client = world.login(role)
    data = filled(administrator, action)

    for forged in forged_relations(world):
        client.post(address(Action, "change", action.pk), {**data, **forged})

    action.refresh_from_db()
    assert action.lead == world.own
    related = [action.participants, action.news, action.documents, action.discrepancies]
    assert [each.count() for each in related] == [0] * 4


def test_a_partners_record_cannot_be_given_away_and_the_form_says_so(
    world: World,
) -> None:
    action = world.one(Action, "own", State.DRAFT)
    client = world.login("partner_editor")
    new, old = address(Action, "add"), address(Action, "change", action.pk)
    typed = {"lead": world.other.pk, "title_fr": FORGED, "programme": world.home.pk}

    answers = [
        client.post(page, form_data(client.get(page)) | typed) for page in (new, old)
    ]
    answers.append(client.post(old, form_data(answers[1]) | {"lead": world.own.pk}))

    for answer in answers[:2]:
        assert answer.context["adminform"].form.non_field_errors() == [BEYOND]
    action.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert (str(action.title["fr"]), action.lead) == (FORGED, world.own)
    assert Action.objects.filter(title__fr=FORGED).count() == 1


def test_who_may_add_adds_where_it_is_theirs(
    world: World, administrator: Client, role: str
) -> None:
    client = world.login(role)

    made = {}
    for programme, lead in ((world.home, world.own), (world.home, world.other)):
        data = {"programme": programme.pk, "lead": lead.pk, "title_fr": f"{lead.pk}"}
        # Each has a key of its own.
        blank = form_data(administrator.get(address(Action, "add")))
        client.post(address(Action, "add"), {**blank, **data})
        made[lead] = Action.objects.filter(title__fr=f"{lead.pk}").count()
    far = {"programme": world.rival.pk, "lead": world.stranger.pk, "title_fr": "far"}
    blank = form_data(administrator.get(address(Action, "add")))
    client.post(address(Action, "add"), {**blank, **far})

    assert made == {
        world.own: role in EDITORS | {"partner_editor"},
        world.other: role in EDITORS,
    }
    assert Action.objects.filter(title__fr="far").count() == 0


def test_nobody_deletes(world: World, role: str) -> None:
    client = world.login(role)

    for kept in world.kept:
        page = address(kept.model, "delete", kept.record.pk)
        assert client.post(page, {"post": "yes"}).status_code == 403
    for model in MODELS:
        bulk(client, model, "delete_selected", world, post="yes")

    for kept in world.kept:
        kept.record.refresh_from_db()


def bulk(
    client: Client, model: type[Model], action: str, world: World, **more: str
) -> Any:
    chosen = [kept.record.pk for kept in world.of(model)]
    data = {"action": action, "_selected_action": chosen, "index": "0", **more}
    return client.post(address(model, "changelist"), data)


@pytest.mark.parametrize("across", ["0", "1"])
def test_bulk_actions_move_what_the_publisher_publishes(
    world: World, role: str, across: str
) -> None:
    client = world.login(role)

    moved = set()
    # What others belong to comes first: below it, nothing is published before.
    order = sorted(
        set(MODELS) - PEOPLE - ACCESS,
        key=lambda model: (len(getattr(model, "public_parents", ())), model != Action),
    )
    for model in order:
        accepted(client, bulk(client, model, "publish", world, select_across=across))
        drafts = [kept for kept in world.of(model) if not kept.is_public]
        for kept in drafts:
            kept.record.refresh_from_db()
            if kept.record.state == State.PUBLISHED:
                moved.add((model, kept.owner))

    publishable = (RECORDS | {Place, Source}) if role == "publisher" else set()
    owners = ["own", "other"]
    expected = {(model, owner) for model in publishable & RECORDS for owner in owners}
    expected |= {(model, "shared") for model in publishable - RECORDS}
    assert moved == expected | ({(Partner, "other")} if publishable else set())


def test_bulk_actions_reach_no_other_district(world: World, role: str) -> None:
    client = world.login(role)

    bulk(client, Programme, "pause", world)
    bulk(client, Contact, "try_again", world)

    world.rival.refresh_from_db()
    assert world.rival.reminders_paused is False
    for model in set(MODELS) - PEOPLE - ACCESS:
        bulk(client, model, "withdraw", world, reason="Merged")
    states = {
        kept.record.__class__.objects.get(pk=kept.record.pk).state
        for kept in world.kept
        if kept.owner == "rival" and hasattr(kept.record, "publish_from")
    }
    assert states == {State.PUBLISHED, State.DRAFT}


def test_a_row_of_another_record_cannot_be_sent_along(
    world: World, administrator: Client, role: str
) -> None:
    action = world.one(Action, "own", State.DRAFT)
    foreign = [
        world.one(Milestone, owner, state)
        for owner in ("rival", "other")
        for state in (State.DRAFT, State.PUBLISHED)
    ]
    client = world.login(role)
    data = filled(administrator, action)

    for milestone in foreign:
        row = {"milestones-0-id": milestone.pk, "milestones-0-title_fr": FORGED}
        client.post(address(Action, "change", action.pk), {**data, **row})

    assert [is_forged(milestone) for milestone in foreign] == [False] * 4


def test_a_partners_published_milestone_stays_in_its_action(
    world: World, administrator: Client
) -> None:
    action = world.one(Action, "own", State.DRAFT)
    milestone = action.milestones.get()
    milestone.state = State.PUBLISHED
    milestone.save()
    row = {"milestones-0-title_fr": FORGED, "milestones-0-title_en": FORGED}
    data = {**filled(administrator, action), **row}

    world.login("partner_editor").post(address(Action, "change", action.pk), data)

    assert [is_forged(action), is_forged(milestone)] == [True, False]


def test_nobody_returns_to_an_old_version_who_may_not_change_the_record(
    world: World, role: str
) -> None:
    kept = [each for each in world.of(News) if each.owner != "own"]
    client = world.login(role)

    written = []
    for each in kept:
        record: Any = each.record
        now, record.title = record.title, Text(fr=FORGED, en=FORGED)
        record.save()
        version = record.history.latest("history_id").pk
        record.title = now
        record.save()
        client.post(f"/admin/programme/news/{record.pk}/history/{version}/")
        written.append(is_forged(record))

    assert written == [may_change(role, each) for each in kept]


def test_no_row_of_another_district_is_deleted(world: World) -> None:
    both = make_partner(programme=world.home)
    far = Membership.objects.create(programme=world.rival, partner=both, role="member")
    near = both.memberships.get(programme=world.home)
    user = make_staff("editor", world.home)
    Assignment.objects.create(user=user, programme=world.rival, role="viewer")
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    page = address(Partner, "change", both.pk)

    answers = []
    for membership in (far, near):
        data = form_data(client.get(page))
        (row,) = [
            name
            for name, value in data.items()
            if value == str(membership.pk)
            and name.startswith("memberships")
            and name.endswith("-id")
        ]
        deleted = {row.replace("-id", "-DELETE"): "on"}
        answers.append(client.post(page, data | deleted).status_code)

    assert answers == [403, 302]
    assert list(both.memberships.all()) == [far]


def test_two_roles_do_not_add_up_across_districts(
    world: World, administrator: Client
) -> None:
    user = make_user(is_superuser=False)
    for programme, role in ((world.home, "publisher"), (world.rival, "viewer")):
        Assignment.objects.create(user=user, programme=programme, role=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    near, far = (world.one(News, owner, State.DRAFT) for owner in ("other", "rival"))
    blank = form_data(administrator.get(address(News, "add")))
    new = {**blank, "programme": world.rival.pk, "title_fr": FORGED}
    new |= {"published_on": "2014-06-02"}

    accepted(client, bulk(client, News, "publish", world))
    client.post(address(News, "change", far.pk), filled(administrator, far))
    answer = client.post(address(News, "add"), new)

    near.refresh_from_db()
    assert client.get(address(News, "change", far.pk)).status_code == 200
    assert (is_forged(far), far.state, near.state) == (False, "draft", "published")
    assert answer.context["adminform"].form.non_field_errors() == [BEYOND]
    assert News.objects.filter(title__fr=FORGED).count() == 0


def test_publishers_make_and_revoke_tokens_in_their_district(
    world: World, administrator: Client, role: str
) -> None:
    client = world.login(role)

    for programme, partner in ((world.home, world.own), (world.rival, world.stranger)):
        told = {"programme": programme.pk, "partner": partner.pk, "name": "New"}
        blank = form_data(administrator.get(address(AccessToken, "add")))
        client.post(address(AccessToken, "add"), {**blank, **told})
    for kept in world.of(AccessToken):
        client.post(address(AccessToken, "change", kept.record.pk), {})
        bulk(client, AccessToken, "revoke", world)

    new = AccessToken.objects.filter(name="New")
    revoked = AccessToken.objects.exclude(revoked_at=None)
    names = sorted(revoked.values_list("name", flat=True))
    is_publisher = role == "publisher"
    assert [each.partner for each in new] == ([world.own] if is_publisher else [])
    assert names == (["Qothertoken", "Qowntoken"] if is_publisher else [])


def test_publishers_see_to_webhooks_in_their_district(
    world: World, administrator: Client, role: str
) -> None:
    client = world.login(role)
    before = dict(Webhook.objects.values_list("name", "seed"))

    for programme, partner in ((world.home, world.own), (world.rival, world.stranger)):
        told = {"programme": programme.pk, "partner": partner.pk, "name": "New"}
        blank = form_data(administrator.get(address(Webhook, "add")))
        url = {"url": "https://hooks.partner.example/"}
        client.post(address(Webhook, "add"), {**blank, **told, **url})
    for kept in world.of(Webhook):
        data = {"action": "change_secret", "_selected_action": kept.record.pk}
        client.post(address(Webhook, "changelist"), data)
    bulk(client, Webhook, "send_test", world)
    bulk(client, Webhook, "switch_off", world)
    WebhookDelivery.objects.update(state="failed")
    bulk(client, WebhookDelivery, "send_again", world)

    is_publisher = role == "publisher"
    near = ["Qotherwebhook", "Qownwebhook"] if is_publisher else []
    new = Webhook.objects.filter(name="New")
    after = dict(Webhook.objects.values_list("name", "seed"))
    tests = WebhookDelivery.objects.values_list("webhook__name")
    assert [each.partner for each in new] == ([world.own] if is_publisher else [])
    assert sorted(name for name in before if before[name] != after[name]) == near
    off = Webhook.objects.filter(state="off").values_list("name", flat=True)
    assert sorted(off) == near
    assert sorted(name for (name,) in tests.filter(state="waiting")) == near
    assert tests.count() == 3 + len(near)
