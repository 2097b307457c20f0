"""A partner of the home district, with tokens, in June 2014."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from tests.factories import both, make_partner, make_token

NOW = datetime(2014, 6, 20, 10, tzinfo=UTC)


class Program:
    """A partner's program: sends JSON with its token."""

    def __init__(self, access, **headers):
        told = {"authorization": f"Bearer {access.token}"} if access else {}
        self.client = Client(headers={**told, "accept-language": "en", **headers})

    def get(self, address, **headers):
        return self.client.get(f"/api/v1/{address}", headers=headers)

    def send(self, method, address, body, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        return getattr(self.client, method)(
            f"/api/v1/{address}", sent, "application/json", headers=named
        )

    def patch(self, address, body, **headers):
        return self.send("patch", address, body, **headers)

    def post(self, address, body, **headers):
        return self.send("post", address, body, **headers)


@pytest.fixture(autouse=True)
def now(db):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def own(district):
    partner = make_partner(programme=district, key="own", name=both("Own"))
    told = {"programme": district, "partner": partner}
    writer = make_token(**told, scope="write", name="Website")
    reader = make_token(**told, name="Mirror")
    return SimpleNamespace(
        partner=partner,
        token=writer,
        writer=Program(writer),
        reader=Program(reader),
        public=Program(None),
    )


def refusal(answer):
    """Return the status of a problem, what it says, and of which fields."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert body["status"] == answer.status_code
    return answer.status_code, body["detail"], body["errors"]
