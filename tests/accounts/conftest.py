"""People of the staff, and browsers at addresses of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django_otp.oath import totp

from creative_district.accounts import second_factor
from creative_district.accounts.models import User
from tests.factories import make_user

START = datetime(2014, 6, 2, 12, tzinfo=UTC)
PASSWORD = "secret"
HOME, AWAY = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """A noon in June 2014 that stands still until it is moved."""
    cache.clear()
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(db: None) -> User:
    """Somebody of the staff, whose password is “secret”."""
    return make_user(username="ada")


def browser(address: str = HOME, *, language: str = "en", agent: str = "A/1") -> Client:
    """Return a browser that asks from an address."""
    return Client(
        headers={"accept-language": language, "user-agent": agent},
        REMOTE_ADDR=address,
    )


def sign_in(client: Client, password: str = PASSWORD, **fields: str) -> Any:
    """Fill in the first page of the sign-in."""
    data = {"username": "ada", "password": password, **fields}
    return client.post("/admin/login/", data)


def enter(client: Client, code: str) -> Any:
    """Fill in the second page of the sign-in."""
    return client.post("/admin/login/code/", {"code": code})


def is_in(client: Client) -> bool:
    """Tell whether the browser gets the start page of the staff site."""
    return bool(client.get("/admin/").status_code == 200)


class App:
    """The app on somebody's phone, and the recovery codes on paper."""

    def __init__(self, user: User) -> None:
        self.device = second_factor.new_device(user)
        self.recovery = second_factor.switch_on(device=self.device, code=self.code)

    @property
    def code(self) -> str:
        """What the app shows now."""
        return f"{totp(self.device.bin_key):06}"


@pytest.fixture
def app(ada: User, clock: Any) -> App:
    """Ada's app; half a minute after it was set up, so that there is a new code."""
    made = App(ada)
    clock.shift(30)
    return made
