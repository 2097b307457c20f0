"""The environment decides; what it says wrongly is told in one sentence."""

import ast
import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creative_district import environment
from creative_district.environment import ROOT, InvalidSetting
from tests import env_example

READERS = dict(inspect.getmembers(environment, inspect.isfunction))


def variables_read(source: str) -> set[str]:
    """Return the variables that a module's calls of our readers name."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_example_lists_exactly_what_is_read() -> None:
    modules = (ROOT / "creative_district").glob("*.py")
    read = set().union(*(variables_read(path.read_text()) for path in modules))

    assert set(env_example.names()) == read | {"POSTGRES_PASSWORD"}


def test_example_names_each_variable_once_with_a_word_on_it() -> None:
    lines = env_example.listed()

    assert len({line["name"] for line in lines}) == len(lines)
    assert [line["name"] for line in lines if " # " not in line["value"]] == []


def test_variables_are_found_where_they_are_read() -> None:
    assert variables_read('a = number("ONE", 1)\nb = other("TWO")') == {"ONE"}


def test_nothing_else_asks_the_environment() -> None:
    asking = [
        str(path.relative_to(ROOT))
        for folder in ("creative_district", "programme", "partners", "actions")
        for path in (ROOT / folder).rglob("*.py")
        if "environ[" in path.read_text() or "getenv" in path.read_text()
    ]

    assert asking == []


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (lambda: environment.number("X", 5), "7", 7),
        (lambda: environment.number("X", 5), "", 5),
        (lambda: environment.number("X", 5, most=9), "9", 9),
        (lambda: environment.rate("X", "600/min"), "", (600, 60)),
        (lambda: environment.rate("X", "600/min"), "5/second", (5, 1)),
        (lambda: environment.rate("X", "600/min"), "9/hour", (9, 3600)),
        (lambda: environment.rate("X", "600/min"), "9/day", (9, 86_400)),
        (lambda: environment.rate("X", "600/min"), "0", (0, 0)),
        (lambda: environment.flag("X"), "YES", True),
        (lambda: environment.flag("X"), "off", False),
        (lambda: environment.flag("X"), "", False),
        (lambda: environment.words("X"), " fr, ,en ", ["fr", "en"]),
        (lambda: environment.languages("X", "fr,en"), "nl, pt-br", ["nl", "pt-br"]),
        (lambda: environment.languages("X", "fr,en"), "", ["fr", "en"]),
        (lambda: environment.day_or_moment("X"), "20140602", "2014-06-02"),
        (
            lambda: environment.day_or_moment("X"),
            "2014-06-02T09:00",
            "2014-06-02T09:00:00",
        ),
        (lambda: environment.day_or_moment("X"), " ", ""),
        (
            lambda: environment.networks("X", "127.0.0.1"),
            "10.0.0.0/8,::1",
            ["10.0.0.0/8", "::1/128"],
        ),
        (
            lambda: environment.hosts("X"),
            "Hooks.lan:8443, hooks.lan, [fd00::1]:80, 10.0.0.7",
            [
                ("hooks.lan", 8443),
                ("hooks.lan", 443),
                ("fd00::1", 80),
                ("10.0.0.7", 443),
            ],
        ),
        (lambda: environment.hosts("X"), "", []),
        (lambda: environment.time_zone("X", "Europe/Rome"), "", "Europe/Rome"),
        (lambda: environment.mail_address("X"), " ask@x.example ", "ask@x.example"),
        (lambda: environment.mail_address("X"), "", ""),
        (lambda: environment.by_country("X"), "", {}),
        (lambda: environment.by_country("X"), "Ask; us", {"": "Ask; us"}),
        (
            lambda: environment.by_country("X"),
            "BE=One, a=b; IT=Two; IE=",
            {"BE": "One, a=b", "IT": "Two"},
        ),
        (
            lambda: environment.by_country("X"),
            "Anybody; IT=Two",
            {"": "Anybody", "IT": "Two"},
        ),
        (lambda: environment.database("X"), "", {}),
        (lambda: environment.mail_server("X"), "", {}),
    ],
)
def test_readers_take_what_is_written_or_the_default(
    read: Callable[[], Any], written: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", written)

    assert read() == value


@pytest.mark.parametrize(
    ("query", "seconds"), [("", 5), ("?connect_timeout=3", 3), ("?sslmode=require", 5)]
)
def test_nobody_waits_long_for_a_database_that_hangs(
    query: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", f"postgres://user@host/name{query}")

    assert environment.database("X")["OPTIONS"]["connect_timeout"] == seconds


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (lambda: environment.number("X", 5), "many"),
        (lambda: environment.number("X", 5), "-1"),
        (lambda: environment.number("X", 5, most=9), "10"),
        (lambda: environment.rate("X", "600/min"), "600"),
        (lambda: environment.rate("X", "600/min"), "0/min"),
        (lambda: environment.rate("X", "600/min"), "6/fortnight"),
        (lambda: environment.flag("X"), "maybe"),
        (lambda: environment.choice("X", "a", ("a", "b")), "c"),
        (lambda: environment.languages("X", "fr,en"), "fr,xx"),
        (lambda: environment.languages("X", "fr,en"), ","),
        (lambda: environment.day_or_moment("X"), "2014-02-30"),
        (lambda: environment.day_or_moment("X"), "../../etc"),
        (lambda: environment.time_zone("X", "Europe/Rome"), "Europe/Atlantis"),
        (lambda: environment.networks("X", ""), "10.0.0.1/8"),
        (lambda: environment.hosts("X"), "https://hooks.lan/"),
        (lambda: environment.hosts("X"), "hooks.lan:many"),
        (lambda: environment.hosts("X"), "me@hooks.lan"),
        (lambda: environment.hosts("X"), ":8443"),
        (lambda: environment.mail_address("X"), "Ask <ask@x.example>"),
        (lambda: environment.mail_address("X"), "ask"),
        (lambda: environment.mail_address("X"), "ask@x.example?bcc=me"),
        (lambda: environment.database("X"), "mysql://host/name"),
        (lambda: environment.database("X"), "postgres://host:99999/name"),
        (lambda: environment.mail_server("X"), "mail.example.org"),
    ],
)
def test_readers_refuse_what_cannot_be_used(
    read: Callable[[], Any], written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", written)

    with pytest.raises(InvalidSetting, match=r"^X cannot be used: expected .+\.$"):
        read()


def test_refusal_never_repeats_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "postgre://user:hunter2@host/name")

    with pytest.raises(InvalidSetting) as caught:
        environment.database("X")

    assert "hunter2" not in str(caught.value)


def test_commands_say_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(tmp_path),
            "PROGRAMME_AS_OF": "soon",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert told.stderr == (
        "PROGRAMME_AS_OF cannot be used: expected a day such as 2014-06-02"
        " or a moment such as 2014-06-02T09:00.\n"
    )


def test_embedded_key_is_made_once_and_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first = environment.secret_key(tmp_path / "new")

    assert len(first) >= 50
    assert environment.secret_key(tmp_path / "new") == first
    [kept] = (tmp_path / "new").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("secret-key", 0o600)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_named_key_needs_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "named")

    assert environment.secret_key(tmp_path / "new") == "named"
    assert list(tmp_path.iterdir()) == []
