"""What every test shares: two districts, so that a leak from one to the other shows."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.utils import translation

from programme.models import Programme
from tests.factories import (
    make_action,
    make_contact,
    make_indicator,
    make_milestone,
    make_partner,
    make_place,
    make_programme,
    make_rule,
    make_space,
    make_thrust,
    on,
)
from tests.pages import visitor


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Begin every test in the first language, whatever the one before it read."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def rival(request: pytest.FixtureRequest) -> Any:
    """A second, complete district in the database of every test that has one.

    Tests that ask for it get its records; all others must not see any of them.
    """
    asked = {"transactional_db", "live_server", "db", "client", "admin_client"}
    if request.node.get_closest_marker("django_db") is None:
        if not asked & set(request.fixturenames):
            return None
        real = {"transactional_db", "live_server"} & set(request.fixturenames)
        request.getfixturevalue("transactional_db" if real else "db")
    else:
        request.getfixturevalue("_django_db_helper")
    programme = make_programme(
        key="rival", slug="rival", country="IT", time_zone="Europe/Rome"
    )
    partner = make_partner(programme=programme, key="rival-partner")
    thrust = make_thrust(programme=programme, key="rival-thrust", number=1)
    action = make_action(
        programme=programme, key="rival-action", thrust=thrust, lead=partner
    )
    milestone = make_milestone(
        programme=programme, key="rival-milestone", action=action, due=on("2014-06-17")
    )
    return SimpleNamespace(
        programme=programme,
        partner=partner,
        thrust=thrust,
        action=action,
        milestone=milestone,
        contact=make_contact(programme=programme, partner=partner),
        indicator=make_indicator(programme=programme, key="rival-indicator", value=1),
        space=make_space(programme=programme, key="rival-space", place=make_place()),
        rule=make_rule(programme=programme),
    )


@pytest.fixture
def district(rival: Any) -> Any:
    """The district that the site opens with: Belgian, 2013-01 to 2015-07."""
    return make_programme(key="home", slug="home", is_first=True)


@pytest.fixture
def visit(client: Client, district: Programme) -> Callable[..., Any]:
    """Ask for a page of the home district by its name: `visit("action-list")`."""
    return visitor(client, district)


@pytest.fixture
def queue() -> Iterator[Callable[[], list[tuple[str, list[Any]]]]]:
    """Take what was queued for the worker: names of tasks and their arguments."""
    with current_app.connection_for_read() as connection:
        channel = connection.channel()
        channel.queue_declare("celery", durable=True)
        channel.queue_purge("celery")

        def taken() -> list[tuple[str, list[Any]]]:
            messages = iter(lambda: channel.basic_get("celery", no_ack=True), None)
            return [(m.headers["task"], m.decode()[0]) for m in messages]

        yield taken
