"""Typed readers of the process environment, the only place that knows it.

A variable that is unset or empty takes its default. One whose value cannot be used
ends the process with a sentence that names it.
"""

import os
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime
from ipaddress import IPv4Address, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf.locale import LANG_INFO
from environ import Env

# How long to wait for a database to take a connection, unless its address says so
CONNECT_SECONDS = 5
ROOT = Path(__file__).resolve().parent.parent
PERIODS = {"second": 1, "min": 60, "hour": 3600, "day": 86_400}

T = TypeVar("T")


class InvalidSetting(SystemExit):
    """A variable has a value that cannot be used.

    A `SystemExit`, so that every entry point (manage.py, gunicorn, Celery, the
    supervisor) prints the sentence alone. Addresses may hold passwords, so the value
    itself is never repeated.
    """

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name} cannot be used: expected {expected}.")


def text(name: str, default: str = "") -> str:
    """Return the variable."""
    return os.environ.get(name, "").strip() or default


def mail_address(name: str) -> str:
    """Return the variable as a bare mail address."""
    value = text(name)
    if value and not re.fullmatch(r"[^\s@<>,;?&%]+@[^\s@<>,;?&%]+", value):
        raise InvalidSetting(name, "a mail address such as district@example.org")
    return value


def by_country(name: str) -> dict[str, str]:
    """Return the variable by country: one text for all, or `BE=a text; IT=another`.

    What is for all, which may stand first, has "" for its country.
    """
    for_all, *named = re.split(r"(?:^|;)\s*([A-Z]{2})=", text(name))
    texts = {"": for_all, **dict(zip(named[::2], named[1::2], strict=True))}
    return {code: value.strip() for code, value in texts.items() if value.strip()}


def words(name: str, default: str = "") -> list[str]:
    """Return the variable split at commas, without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def languages(name: str, default: str) -> list[str]:
    """Return the variable as codes of languages, at least one."""
    codes = words(name, default)
    if not codes or not set(codes) <= LANG_INFO.keys():
        raise InvalidSetting(
            name, f"codes of languages that Django has, like {default}"
        )
    return codes


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return the variable as a whole number within bounds."""
    up_to = "" if most is None else f" to {most}"
    expected = f"a whole number from {least}{up_to}"
    value = _parsed(name, text(name, str(default)), int, expected)
    if value < least or (most is not None and value > most):
        raise InvalidSetting(name, expected)
    return value


def rate(name: str, default: str) -> tuple[int, int]:
    """Return the variable as so many in so many seconds: `600/min` is (600, 60).

    `0` is no limit: (0, 0).
    """
    expected = f"0 or a number per {', '.join(PERIODS)}, such as {default}"
    value = text(name, default)
    if value == "0":
        return 0, 0
    found = re.fullmatch(rf"([1-9][0-9]{{0,8}})/({'|'.join(PERIODS)})", value)
    if not found:
        raise InvalidSetting(name, expected)
    return int(found[1]), PERIODS[found[2]]


def port() -> int:
    """Return the port on which the web server listens (`PORT`)."""
    return number("PORT", 8000, least=1, most=65535)


def bind_address() -> str:
    """Return the address on which the web server listens (`BIND_ADDRESS`)."""
    expected = "an IPv4 address of this machine, such as 0.0.0.0"
    value = text("BIND_ADDRESS", "127.0.0.1")
    return _parsed("BIND_ADDRESS", value, lambda word: str(IPv4Address(word)), expected)


def flag(name: str) -> bool:
    """Return the variable as a truth value, false by default."""
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    return _parsed(
        name, text(name, "0").lower(), known.__getitem__, "one of " + ", ".join(known)
    )


def choice(name: str, default: str, among: tuple[str, ...]) -> str:
    """Return the variable, one of a few words."""
    if (value := text(name, default)) not in among:
        raise InvalidSetting(name, "one of " + ", ".join(among))
    return value


def day_or_moment(name: str) -> str:
    """Return the variable as an ISO day or an ISO day and time, in canonical form."""
    value = text(name)
    kind: type[date] = datetime if "T" in value else date
    return value and _parsed(
        name,
        value,
        lambda written: kind.fromisoformat(written).isoformat(),
        "a day such as 2014-06-02 or a moment such as 2014-06-02T09:00",
    )


def time_zone(name: str, default: str) -> str:
    """Return the variable, the name of an IANA time zone."""
    if (value := text(name, default)) not in available_timezones():
        raise InvalidSetting(name, f"the name of a time zone, such as {default}")
    return value


def networks(name: str, default: str) -> list[str]:
    """Return the variable as a list of IP addresses and networks."""
    expected = "IP addresses or networks, separated by commas"
    return [
        _parsed(name, word, lambda word: str(ip_network(word)), expected)
        for word in words(name, default)
    ]


def hosts(name: str) -> list[tuple[str, int]]:
    """Return the variable as hosts with their ports: `hooks.lan:8443`, `[fd00::1]`.

    Without one it is the port of https.
    """
    expected = "hosts such as hooks.example.lan:8443, separated by commas"

    def parse(word: str) -> tuple[str, int]:
        parts = urlsplit(f"//{word}")
        if not parts.hostname or parts.netloc != word or "@" in word:
            raise ValueError(word)
        return parts.hostname, parts.port or 443

    return [_parsed(name, word, parse, expected) for word in words(name)]


def address(
    name: str, default: str = "", *, schemes: tuple[str, ...], example: str
) -> str:
    """Return the variable as an address with one of the schemes and a host."""
    value = text(name, default)
    expected = f"an address such as {example}"
    if value:
        parts = _parsed(name, value, urlsplit, expected)
        _parsed(name, value, lambda _value: parts.port, expected)
        if parts.scheme not in schemes or not parts.hostname:
            raise InvalidSetting(name, expected)
    return value


def database(name: str) -> dict[str, Any]:
    """Return Django's settings of the PostgreSQL database; empty when none is named."""
    value = address(
        name,
        schemes=("postgres", "postgresql"),
        example="postgres://user:password@host:5432/database",
    )
    if not value:
        return {}
    stated: dict[str, Any] = Env.db_url_config(value)
    # One that hangs would otherwise hold every visitor up for two minutes.
    options = {"connect_timeout": CONNECT_SECONDS, **stated.get("OPTIONS", {})}
    return {**stated, "OPTIONS": options}


def mail_server(name: str) -> dict[str, Any]:
    """Return Django's settings of the mail server; empty when none is named."""
    value = address(
        name,
        schemes=("smtp", "smtp+tls", "smtp+ssl"),
        example="smtp+tls://user:password@host:587",
    )
    return Env.email_url_config(value) if value else {}


def data_dir() -> Path:
    """Return the folder of everything the portal writes, absolute (`DATA_DIR`)."""
    return ROOT / text("DATA_DIR", "var")


def folder(name: str) -> Path | None:
    """Return the variable, if set, as the absolute path of a folder that exists."""
    if not (value := text(name)):
        return None
    if not (found := ROOT / value).is_dir():
        raise InvalidSetting(name, "a folder that exists")
    return found


def writable(folder: Path) -> Path:
    """Return the folder, certain that one may write in it.

    Where it is missing it is made for this user alone: it will hold the accounts, the
    contacts and their mail.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        allowed = False
    else:
        allowed = os.access(folder, os.W_OK | os.X_OK)
    if not allowed:
        raise InvalidSetting("DATA_DIR", "a folder in which this user may write")
    return folder


def secret_key(folder: Path) -> str:
    """Return `SECRET_KEY`, or the embedded key kept in `folder`, made once.

    The file is written under a name of its own and linked into place, so that two
    processes that start together end with the same key.
    """
    if key := text("SECRET_KEY"):
        return key
    kept = writable(folder) / "secret-key"
    if not kept.exists():
        draft = folder / f"secret-key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            kept.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


def _parsed(name: str, value: str, parse: Callable[[str], T], expected: str) -> T:
    try:
        return parse(value)
    except (KeyError, ValueError):
        raise InvalidSetting(name, expected) from None
