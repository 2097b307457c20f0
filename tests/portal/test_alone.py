"""Pages that stand alone: in both languages, without anything of the record."""

import json
import os
import re
import subprocess
import sys
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path

from creative_district import urls
from creative_district.environment import ROOT
from creative_district.portal.views.errors import server_error
from tests.faults.servers import free_port

ALONE = ("400", "403", "403_csrf", "404_plain", "500", "503")


def broken(_request):
    raise ZeroDivisionError("secret")


def forbidden(_request):
    raise PermissionDenied("secret")


class Addresses:
    """The site's, and two that fail."""

    urlpatterns = [path("broken", broken), path("forbidden", forbidden)]
    urlpatterns += urls.urlpatterns
    handler400, handler404 = urls.handler400, urls.handler404
    handler500 = urls.handler500


@pytest.mark.parametrize("name", ALONE)
def test_they_ask_nothing_and_speak_both_languages(name):
    body = render_to_string(f"{name}.html")

    french, english = body.split('<div lang="en">')
    assert '<html lang="fr">' in french
    assert re.findall(r"<h1>(.+)</h1>", french)
    assert re.findall(r"<h2>(.+)</h2>", english)
    assert 'href="/fr/"' in french
    assert 'href="/en/"' in english
    assert '<meta name="robots" content="noindex">' in french
    assert re.findall(r"<(?:script|style)|style=|{%|{{|{#|https?:", body) == []
    # French puts a no-break space before these.
    assert re.findall(r" [;:!?»]|« ", re.sub(r"<[^>]+>", "", french)) == []


@pytest.mark.django_db
def test_what_breaks_is_ours_and_says_nothing_of_itself(settings, caplog):
    settings.ROOT_URLCONF = Addresses

    answer = Client(raise_request_exception=False).get("/broken")

    assert answer.status_code == 500
    assert "Quelque chose s’est cassé de notre côté" in answer.content.decode()
    assert "Something broke on our side" in answer.content.decode()
    assert "secret" not in answer.content.decode()
    assert "Retry-After" not in answer.headers
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_what_breaks_below_the_api_is_a_problem():
    answer = server_error(RequestFactory().get("/api/v1/actions/"))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_where_no_page_can_be_shown_there_are_still_words(settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]

    answer = server_error(RequestFactory().get("/en/"))

    assert (answer.status_code, b"Internal Server Error" in answer.content) == (
        500,
        True,
    )


@pytest.mark.django_db
def test_what_is_refused_says_whom_to_ask(client, settings):
    settings.ROOT_URLCONF = Addresses

    answer = client.get("/forbidden")

    assert answer.status_code == 403
    assert "Votre compte n’a pas le droit" in answer.content.decode()
    assert "Your account may not open this page" in answer.content.decode()
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_out_of_date_says_to_load_it_again():
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/admin/login/", {"username": "x"})

    assert answer.status_code == 403
    assert "Ce formulaire n’est plus valable" in answer.content.decode()
    assert "reload it and send it again" in answer.content.decode()


@pytest.mark.django_db
def test_a_strange_host_is_not_understood(client):
    answer = client.get("/fr/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "Cette demande n’a pas été comprise" in answer.content.decode()
    assert "This request was not understood" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
answers = {}
for path in ("/fr/", "/en/actions/", "/en/no/such/door/", "/admin/login/",
             "/api/v1/actions/", "/api/v1/nope/", "/health", "/ready"):
    answer = client.get(path)
    answers[path] = [answer.status_code, answer.headers.get("Retry-After"),
                     answer.headers["Content-Type"], answer.content.decode()]
print(json.dumps(answers))
"""


def test_while_the_database_is_away_pages_say_when_to_come_back():
    away = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"

    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_URL": away,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    answers = json.loads(done.stdout)
    told = {path: answer[:3] for path, answer in answers.items()}
    page = [HTTPStatus.SERVICE_UNAVAILABLE, "60", "text/html; charset=utf-8"]
    assert told == {
        "/fr/": page,
        "/en/actions/": page,
        "/en/no/such/door/": page,
        "/admin/login/": [200, None, "text/html; charset=utf-8"],
        "/api/v1/actions/": [503, "60", "application/problem+json"],
        "/api/v1/nope/": [404, None, "application/problem+json"],
        "/health": [200, None, "application/json"],
        "/ready": [503, None, "application/json"],
    }
    assert answers["/fr/"][3] == render_to_string("503.html")
    assert "OperationalError" in done.stderr
    assert "Service Unavailable: /fr/" in done.stderr
