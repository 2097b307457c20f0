"""What holds of the pages of each model that staff can edit."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from creative_district.kernel.models import Letter
from tests.factories import make_user
from tests.portal.admin.pages import MAKERS, READ_ONLY, address, inline_parts

every_model = pytest.mark.parametrize(
    "model", MAKERS, ids=lambda model: model._meta.label_lower
)
both_languages = pytest.mark.parametrize("language", ["fr", "en"])

# Session, user, what is overdue, count, rows and the filter by programme; then one for
# each further filter that offers only what there is, two for a date hierarchy, and one
# for what columns of actions and milestones fetch.
LIST_QUERIES = {
    "accounts.user": 5,
    "actions.action": 10,
    "actions.indicator": 6,
    "actions.milestone": 10,
    "actions.reminder": 9,
    "actions.reminderrule": 6,
    "actions.space": 7,
    "actions.thrust": 6,
    "kernel.linkcheck": 8,
    "partners.accesstoken": 7,
    "partners.boundary": 6,
    "partners.contact": 7,
    "partners.partner": 6,
    "partners.place": 6,
    "partners.webhook": 7,
    "partners.webhookdelivery": 6,
    "programme.discrepancy": 6,
    "programme.document": 8,
    "programme.news": 8,
    "programme.passage": 6,
    "programme.picture": 6,
    "programme.programme": 6,
    "programme.source": 8,
}


def staff(language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(make_user())
    return client


def pages(model: type[Model]) -> list[str]:
    record = MAKERS[model]()
    shown = [
        address(model, "changelist"),
        address(model, "change", record.pk),
        address(model, "history", record.pk),
    ]
    if model in READ_ONLY:
        return shown
    return [*shown, address(model, "add"), address(model, "delete", record.pk)]


def test_every_registered_model_is_tested_here() -> None:
    assert set(admin.site._registry) - {Letter} == set(MAKERS)


@every_model
@both_languages
def test_each_page_opens_and_keeps_to_the_policy(
    db: None, model: type[Model], language: str
) -> None:
    client = staff(language)

    for page in pages(model):
        answer = client.get(page)

        assert answer.status_code == 200, page
        assert answer.headers["Content-Language"] == language
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert inline_parts(answer.content.decode()) == [], page


@every_model
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(
    model: type[Model], db: None, django_assert_num_queries: Any
) -> None:
    client = staff()
    expected = LIST_QUERIES[model._meta.label_lower]
    page = address(model, "changelist")
    MAKERS[model]()
    client.get(page)

    with django_assert_num_queries(expected):
        client.get(page)

    MAKERS[model]()
    MAKERS[model]()
    with django_assert_num_queries(expected):
        client.get(page)


@every_model
def test_who_may_nothing_sees_nothing(model: type[Model], db: None) -> None:
    client = Client()
    client.force_login(make_user(is_superuser=False))

    answers = {client.get(page).status_code for page in pages(model)}

    assert answers == {403}
