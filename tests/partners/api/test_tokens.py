"""Tokens: what they look like, what is kept of them, and when they open nothing."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from partners.models import AccessToken, Membership
from partners.services import revoke_token
from partners.tokens import ALPHABET, checksum, digest_of, is_token, new_token
from tests.factories import make_source, make_token, make_user

pytestmark = pytest.mark.django_db

SOURCES = "/api/v1/sources/"


def ask(written, address=SOURCES, **headers):
    told = {"authorization": written, "accept-language": "en", **headers}
    return Client().get(address, headers=told)


def test_a_token_is_known_by_its_beginning_and_its_checksum():
    token = new_token()

    assert re.fullmatch("cdp_[0-9A-Za-z]{49}", token)
    assert is_token(token)
    assert len(ALPHABET) ** 43 > 2**256
    assert len({new_token() for _time in range(50)}) == 50
    assert checksum("") == "000000"
    # The CRC-32 of these nine digits is CBF43926, in any base (its check value).
    number = sum(
        ALPHABET.index(digit) * 62**place
        for place, digit in enumerate(reversed(checksum("123456789")))
    )
    assert number == 0xCBF43926


def test_a_token_that_was_mistyped_is_none():
    token = new_token()
    other = "1" if token[10] != "1" else "2"

    assert not is_token(token[:10] + other + token[11:])
    assert not is_token(token[:-1])
    assert not is_token(f"x{token[1:]}")
    assert not is_token("cdp_" + "é" * 43 + checksum("é" * 43))


def test_nothing_that_is_kept_tells_the_token():
    access = make_token()

    kept = AccessToken.objects.filter(pk=access.pk).values().get()

    assert kept["digest"] == digest_of(access.token)
    assert kept["start"] == access.token[:8]
    assert access.token not in str(kept)


def test_an_answer_to_a_token_is_private():
    make_source(key="one")
    public = Client().get(SOURCES)

    answer = ask(f"Bearer {make_token().token}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]
    assert public.headers["Cache-Control"] == "no-cache"
    # A cache that holds the public's answer must not give it to a token.
    assert public.headers["Vary"] == answer.headers["Vary"]
    assert ask(f"bearer  {make_token().token} ").status_code == 200


def refusal():
    return {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "This token is unknown, expired or revoked.",
        "errors": [],
    }


def unknown():
    return new_token()


def misspelt():
    return "cdp_nothing"


def expired():
    return make_token(expires_at=timezone.now()).token


def revoked():
    access = make_token()
    revoke_token(access=access, now=timezone.now())
    return access.token


def of_a_former_member():
    access = make_token()
    Membership.objects.filter(partner=access.partner).delete()
    return access.token


def empty():
    return ""


def two():
    return f"{make_token().token} {make_token().token}"


@pytest.mark.parametrize(
    "make", [unknown, misspelt, expired, revoked, of_a_former_member, empty, two]
)
@pytest.mark.parametrize("address", [SOURCES, "/api/v1/", "/api/v1/nowhere/"])
def test_what_opens_nothing_is_refused(make, address):
    answer = ask(f"Bearer {make()}", address)

    assert answer.status_code == 401
    assert answer.json() == refusal()
    assert answer.headers["WWW-Authenticate"] == (
        'Bearer realm="api", error="invalid_token"'
    )
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]


def test_the_refusal_is_in_the_readers_language():
    answer = ask(f"Bearer {new_token()}", **{"accept-language": "fr"})

    assert answer.json()["detail"] == "Ce jeton est inconnu, expiré ou révoqué."


def test_a_token_is_revoked_at_once():
    access = make_token()
    before = ask(f"Bearer {access.token}").status_code

    revoke_token(access=access, now=timezone.now())

    assert (before, ask(f"Bearer {access.token}").status_code) == (200, 401)


def test_a_revoked_token_keeps_the_day_of_its_first_revocation():
    access, first = make_token(), timezone.now()

    revoke_token(access=access, now=first)
    revoke_token(access=access, now=first + timedelta(days=1))

    access.refresh_from_db()
    assert access.revoked_at == first


def test_other_schemes_and_sessions_are_the_publics():
    make_source(key="one")
    staff = Client()
    staff.force_login(make_user())
    public = Client().get(SOURCES).content

    assert ask("Basic c3RhZmY6c2VjcmV0").content == public
    assert staff.get(SOURCES).content == public
    # Nor does a session write.
    assert staff.post("/api/v1/actions/", {}, "application/json").status_code == 401


def test_the_last_use_is_known_to_the_minute(django_assert_num_queries):
    start = datetime(2026, 6, 2, 12, tzinfo=UTC)
    make_source()
    with time_machine.travel(start, tick=False) as clock:
        access = make_token()
        used = []
        queries = []
        for seconds in (0, 59, 1):
            clock.shift(seconds)
            with django_assert_num_queries(3 if seconds != 59 else 2):
                ask(f"Bearer {access.token}", f"{SOURCES}?fields=id")
            access.refresh_from_db()
            used.append((access.last_used_at - start).total_seconds())
            queries.append(seconds)

    assert used == [0, 0, 60]


def test_a_failure_does_not_tell_the_token(caplog, monkeypatch):
    access = make_token()
    monkeypatch.setattr(
        "creative_district.kernel.api.pagination.StableCursorPagination.read",
        lambda *_arguments: 1 / 0,
    )

    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG):
        told = {"authorization": f"Bearer {access.token}"}
        answer = client.get(SOURCES, headers=told)

    assert answer.status_code == 500
    assert "API failed on /api/v1/sources/" in caplog.text
    assert access.token not in caplog.text
    assert access.token not in answer.content.decode()


def test_a_token_in_the_address_is_refused():
    answer = Client().get(f"{SOURCES}?token={make_token().token}")

    assert answer.status_code == 400
