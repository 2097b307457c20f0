"""Portals on servers of their own, each with reminders that are due."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.portal import Owed, Portal, environment_of, make_due, manage
from tests.faults.servers import PostgreSQL, Redis
from tests.mail_server import mail_server

COUNT = 30


class Template(NamedTuple):
    """A database to be copied: migrated, with the practice district."""

    folder: Path
    owed: Owed


def make_template(folder: Path, **environment: str) -> Template:
    """Migrate a database and make reminders that are due in it."""
    everything = environment_of(folder, **environment)
    manage(everything, "migrate", "--verbosity=0")
    return Template(folder, make_due(everything, COUNT))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """A cluster for all tests that may be stopped, and is up for each."""
    cluster = PostgreSQL()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def redis() -> Iterator[Redis]:
    """A broker for one test."""
    broker = Redis()
    try:
        broker.start()
        yield broker
    finally:
        broker.remove()


@pytest.fixture(scope="session")
def template_in_postgres(
    postgres: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> Template:
    """The template among the cluster's databases."""
    postgres.execute("CREATE DATABASE template")
    folder = tmp_path_factory.mktemp("template")
    return make_template(folder, DATABASE_URL=postgres.url("template"))


@pytest.fixture(scope="session")
def template_in_a_file(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The template as a file of SQLite."""
    return make_template(tmp_path_factory.mktemp("template"))


@contextmanager
def on_servers(request: pytest.FixtureRequest, folder: Path) -> Iterator[Portal]:
    """A portal on PostgreSQL and Redis."""
    template: Template = request.getfixturevalue("template_in_postgres")
    postgres: PostgreSQL = request.getfixturevalue("postgres")
    broker: Redis = request.getfixturevalue("redis")
    postgres.copy("template", "portal")
    try:
        with mail_server() as (script, service):
            yield Portal(
                folder,
                script,
                template.owed,
                DATABASE_URL=postgres.url("portal"),
                REDIS_URL=broker.url,
                EMAIL_URL=f"smtp://{service.hostname}:{service.port}",
            )
    finally:
        postgres.drop("portal")


@contextmanager
def embedded(request: pytest.FixtureRequest, folder: Path) -> Iterator[Portal]:
    """A portal on SQLite and a broker of files, as `make run` has it."""
    template: Template = request.getfixturevalue("template_in_a_file")
    for file in template.folder.glob("portal.sqlite3*"):
        shutil.copy(file, folder)
    with mail_server() as (script, service):
        address = f"smtp://{service.hostname}:{service.port}"
        yield Portal(folder, script, template.owed, EMAIL_URL=address)


@pytest.fixture
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    """A portal that owes thirty reminders; on servers unless the test says both."""
    make = getattr(request, "param", on_servers)
    with make(request, tmp_path) as made:
        yield made
        if request.session.testsfailed:
            print(made.logged)


both = pytest.mark.parametrize(
    "portal", [on_servers, embedded], indirect=True, ids=["servers", "embedded"]
)
