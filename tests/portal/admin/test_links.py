"""The report on cited addresses."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from creative_district.kernel.models import LinkCheck
from creative_district.portal.links.addresses import use_new_address
from partners.models import Partner
from programme.models import Source
from tests.factories import (
    make_document,
    make_partner,
    make_programme,
    make_source,
)
from tests.portal.admin.pages import member

NOON = datetime(2014, 6, 2, 12, tzinfo=UTC)
PAGE = "/admin/kernel/linkcheck/"
OLD, NEW = "https://old.example/", "https://new.example/"


def make_check(**changes: Any) -> LinkCheck:
    defaults = {"url": OLD, "verdict": "moved", "moved_to": NEW, "checked_at": NOON}
    return LinkCheck.objects.create(**{**defaults, **changes})


def test_each_address_leads_to_the_records_that_name_it(editor: Client) -> None:
    source, document = make_source(url=OLD), make_document(url=OLD)
    partner = make_partner(website=OLD)
    make_check()
    make_check(url="https://other.example/", verdict="dead", moved_to="")

    html = editor.get(PAGE).content.decode()

    for path, record in (
        ("programme/source", source),
        ("programme/document", document),
        ("partners/partner", partner),
    ):
        assert html.count(f'href="/admin/{path}/{record.pk}/change/"') == 1
    assert html.count("Use the new address") == 1


def test_addresses_that_only_others_name_are_not_told(editor: Client) -> None:
    home, far = make_programme(), make_programme()
    make_document(programme=home, url=OLD, state="draft")
    make_document(programme=far, url=NEW, state="draft")
    for url in (OLD, NEW):
        make_check(url=url, verdict="dead", moved_to="")

    told = [client.get(PAGE) for client in (member("editor", home), editor)]

    rows = [[row.url for row in page.context["cl"].result_list] for page in told]
    assert rows == [[OLD], [NEW, OLD]]


def test_the_list_takes_as_many_queries_for_three_addresses_as_for_one(
    editor: Client, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        make_source(url=f"{OLD}{number}")
        make_partner(website=f"{OLD}{number}")
        make_check(url=f"{OLD}{number}")
        with django_assert_num_queries(8):
            editor.get(PAGE)


def test_one_click_gives_the_new_address_to_all_who_name_the_old_one(
    editor: Client,
) -> None:
    source, partner = make_source(url=OLD), make_partner(website=OLD)
    check = make_check()

    answer = editor.post(f"{PAGE}{check.pk}/use/", follow=True)

    source.refresh_from_db()
    partner.refresh_from_db()
    assert (source.url, partner.website) == (NEW, NEW)
    assert source.history.latest().history_change_reason == (
        "The address was moved for good."
    )
    assert [str(said) for said in answer.context["messages"]] == [
        "2 records have the new address."
    ]


def test_an_address_that_another_source_has_is_not_taken(editor: Client) -> None:
    partner, source = make_partner(website=OLD), make_source(url=OLD)
    make_source(url=NEW)
    check = make_check()

    answer = editor.post(f"{PAGE}{check.pk}/use/", follow=True)

    partner.refresh_from_db()
    source.refresh_from_db()
    assert (source.url, partner.website) == (OLD, OLD)
    assert [str(said) for said in answer.context["messages"]] == [
        "Source with this Address already exists."
    ]


@pytest.mark.parametrize("verdict", ["fine", "dead", "unreachable"])
def test_only_what_was_moved_has_a_new_address(editor: Client, verdict: str) -> None:
    make_source(url=OLD)
    check = make_check(verdict=verdict)

    assert editor.post(f"{PAGE}{check.pk}/use/").status_code == 404
    assert Source.objects.filter(url=OLD).exists()


def test_nothing_is_changed_by_looking(editor: Client) -> None:
    make_source(url=OLD)
    check = make_check()

    assert editor.get(f"{PAGE}{check.pk}/use/").status_code == 405


def test_who_edits_sources_changes_what_they_may(db: None, rival: Any) -> None:
    source = make_source(url=OLD)
    theirs = make_partner(programme=rival.programme, website=OLD)
    check = make_check()
    client = member("editor", make_programme())

    html = client.get(PAGE).content.decode()
    client.post(f"{PAGE}{check.pk}/use/")

    source.refresh_from_db()
    theirs.refresh_from_db()
    assert (source.url, theirs.website) == (NEW, OLD)
    assert f"/admin/programme/source/{source.pk}/change/" in html
    assert f"/admin/partners/partner/{theirs.pk}/" not in html


@pytest.mark.parametrize("role", ["viewer", "translator"])
def test_who_only_reads_sees_no_report(db: None, role: str) -> None:
    check = make_check()
    client = member(role, make_programme())

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{check.pk}/use/").status_code in {403, 404}
    assert LinkCheck.objects.get(pk=check.pk).verdict == "moved"


def test_who_has_got_another_address_meanwhile_keeps_it(db: None) -> None:
    partner, source = make_partner(website=OLD), make_source(url=OLD)
    read = [Partner.objects.get(pk=partner.pk), source]
    Partner.objects.update(website="https://third.example/")

    changed = use_new_address(check=make_check(), records=read, reason="Moved.")

    partner.refresh_from_db()
    assert (changed, partner.website) == ([source], "https://third.example/")
