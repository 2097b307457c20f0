"""The portal as gunicorn serves it, with the record of the real district."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from creative_district.environment import ROOT
from tests.faults.servers import free_port
from tests.running import PATIENCE, until

SERVER = ["-m", "gunicorn", "-c", "python:creative_district.gunicorn"]
SERVER += ["creative_district.wsgi"]
# Prints a token that may write, and a milestone of its partner's own.
ISSUE = """
from datetime import timedelta
from django.utils import timezone
from actions.models import Milestone
from partners.models import AccessToken
from partners.services import issue_token
own = Milestone.objects.public().exclude(action__lead=None).filter(cancelled_on=None)
date = own.select_related("action__lead", "programme").first()
access = AccessToken(
    name="Program", programme=date.programme, partner=date.action.lead, scope="write",
    expires_at=timezone.now() + timedelta(days=1),
)
print(issue_token(access=access), date.key)
"""


class Served(NamedTuple):
    """Where a portal answers, and what a partner has there."""

    url: str
    port: int
    token: str
    milestone: str
    log: Path


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Served]:
    """Set a portal up in a folder and serve it; afterwards nothing of it is left."""
    (folder / "data").mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    everything = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "-" * 50,
        "PORT": str(port),
        "SITE_URL": url,
        "DISTRICT_FILES": "programme/data/wallonia.json",
        # Whoever asks thousands of times is not to be told to wait.
        **dict.fromkeys(("API_RATE_ANON", "API_RATE_PARTNER"), "0"),
        "SEARCHES_PER_MINUTE": "0",
        **environment,
    }

    def run(*arguments: str, told: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=everything, input=told, text=True, check=True,
            stdout=subprocess.PIPE, timeout=3 * PATIENCE,
        )  # fmt: skip
        return done.stdout

    run("manage.py", "set_up")
    run("manage.py", "dump")
    token, milestone = run("manage.py", "shell", "-v0", told=ISSUE).split()[-2:]
    log = folder / "log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, *SERVER],
            cwd=ROOT,
            env=everything,
            stdout=said,
            stderr=said,
        )
    try:
        until(lambda: server.poll() is not None or answers(url))
        assert server.poll() is None, log.read_text()
        yield Served(url, port, token, milestone, log)
    finally:
        server.terminate()
        server.wait()


def answers(url: str) -> bool:
    """Whether a portal answers."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=30) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def beside(address: str, name: str) -> Iterator[str]:
    """Make a database beside the one that is named; throw it away afterwards."""
    parts = urlsplit(address)
    made = parts._replace(path=f"{parts.path}_{name}").geturl()
    with psycopg.connect(address_of_server(address), autocommit=True) as connection:
        own = f'"{parts.path[1:]}_{name}"'
        connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {own}")
        try:
            yield made
        finally:
            connection.execute(f"DROP DATABASE {own} WITH (FORCE)")


def address_of_server(address: str) -> str:
    """Return the address of the database that every server has."""
    return urlsplit(address)._replace(path="/postgres").geturl()
