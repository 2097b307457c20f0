"""The nightly dump: all that is public, complete or not at all."""

import hashlib
import json
import resource
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command

from creative_district.kernel.models import Heartbeat
from creative_district.kernel.text import Text
from creative_district.portal.changes import telling
from creative_district.portal.dump import archive
from creative_district.portal.resources import resources
from creative_district.portal.tasks import dump
from tests.factories import make_milestone

pytestmark = pytest.mark.django_db
URL = "/api/v1/export/dump.zip"
NIGHT = datetime(2014, 6, 16, 2, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def night(settings, tmp_path):
    """The first half-minute in which a dump of that night is due."""
    settings.DUMP_DIR = tmp_path / "dump"
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock


def body(answer):
    return b"".join(answer.streaming_content)


def opened(content):
    """Return what the files of a dump hold."""
    found = zipfile.ZipFile(BytesIO(content))
    assert found.testzip() is None
    return {
        name: [json.loads(line) for line in found.read(name).splitlines()]
        for name in found.namelist()
    }


@contextmanager
def no_room():
    """Let files be no longer than a hundred bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def names(settings):
    return sorted(path.name for path in settings.DUMP_DIR.iterdir())


def test_before_the_first_one_a_problem_says_when(client):
    for address in (URL, f"{URL}.sha256"):
        answer = client.get(address, headers={"accept-language": "en"})

        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"] == (
            "There is no dump yet; the first one is made at 2014-06-16 03:00 UTC."
        )
    told = client.get("/api/v1/export/").json()["dump"]
    assert (told["made_at"], told["bytes"], told["sha256"]) == (None, None, None)


def test_it_holds_what_the_lists_tell_in_all_languages(client, district):
    make_milestone(
        programme=district, key="own", title=Text(fr="Lancement", en="Launch")
    )
    make_milestone(programme=district, key="around", scope="context")
    make_milestone(programme=district, key="hidden", state="draft")
    make_milestone(programme=district, key="gone", state="withdrawn")
    make_milestone(
        programme=district,
        key="later",
        state="published",
        publish_from=datetime(2099, 1, 1, tzinfo=UTC),
    )

    dump()

    found = opened(body(client.get(URL)))
    everywhere = "&scope=own&scope=framework&scope=context"
    listed = {
        f"{name}.ndjson": client.get(
            f"/api/v1/{name}/?lang=all&page_size=200"
            f"{everywhere if 'scope' in view.filterset_class.base_filters else ''}",
            headers={"accept-language": "fr"},
        ).json()["results"]
        for name, view in resources().items()
    }
    [contents] = found.pop("dump.json")
    assert found == listed
    assert {item["id"] for item in found["milestones.ndjson"]} == {
        "own",
        "around",
        "rival-milestone",
    }
    assert contents == {
        "site": "http://localhost:8000",
        "made_at": "2014-06-16T02:00:30Z",
        "changes": "http://localhost:8000/api/v1/changes/?cursor=a0",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "languages": ["fr", "en"],
        "resources": {
            name.removesuffix(".ndjson"): len(items) for name, items in listed.items()
        },
    }


def test_the_feed_goes_on_where_it_ends(client, district):
    make_milestone(programme=district, key="before")
    telling.tell()
    dump()
    make_milestone(programme=district, key="after")

    [contents] = opened(body(client.get(URL)))["dump.json"]
    page = client.get(contents["changes"].removeprefix("http://localhost:8000")).json()

    assert [entry["id"] for entry in page["results"]] == ["after"]


def test_it_is_served_with_what_mirrors_need(client):
    dump()

    answer = client.get(URL)

    content = body(answer)
    digest = hashlib.sha256(content).hexdigest()
    headers = {name: answer.headers[name] for name in ("ETag", "Last-Modified")}
    assert headers == {
        "ETag": f'"{digest}"',
        "Last-Modified": "Mon, 16 Jun 2014 02:00:30 GMT",
    }
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dump.zip"'
    checksum = client.get(f"{URL}.sha256")
    assert checksum.content.decode() == f"{digest}  dump.zip\n"
    assert checksum.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/api/v1/export/").json()["dump"] == {
        "url": f"http://localhost:8000{URL}",
        "checksum_url": f"http://localhost:8000{URL}.sha256",
        "made_at": "2014-06-16T02:00:30Z",
        "bytes": len(content),
        "sha256": digest,
    }
    head = client.head(URL)
    assert body(head) == b""
    assert {n: head.headers[n] for n in (*headers, "Content-Length")} == {
        **headers,
        "Content-Length": str(len(content)),
    }
    for held in (
        {"if-none-match": headers["ETag"]},
        {"if-modified-since": headers["Last-Modified"]},
    ):
        settled = client.get(URL, headers=held)
        assert (settled.status_code, settled.content) == (304, b"")
        assert settled.headers["ETag"] == headers["ETag"]


@pytest.mark.parametrize("question", ["format=csv", "lang=fr", "q=a"])
def test_it_takes_no_parameters(client, question):
    dump()

    answer = client.get(f"{URL}?{question}")

    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")


def test_it_is_made_once_a_night_and_the_last_but_one_stays(client, night, settings):
    dump()
    [first] = archive.dumps()
    night.move_to(NIGHT + timedelta(hours=23))
    dump()
    assert archive.dumps() == [first]

    for days in (1, 2):
        night.move_to(NIGHT + timedelta(days=days))
        dump()

    made = [f"{each.made_at:%d}" for each in archive.dumps()]
    assert made == ["18", "17"]
    assert names(settings) == sorted(each.path.name for each in archive.dumps())


def test_a_portal_that_was_off_at_night_catches_up(night):
    night.move_to(NIGHT + timedelta(hours=9))

    assert archive.is_due(NIGHT + timedelta(hours=9))
    dump()
    assert not archive.is_due(NIGHT + timedelta(hours=10))
    assert archive.is_due(NIGHT + timedelta(days=1))


def test_one_that_fails_keeps_the_last_good_one_and_is_seen(
    client, admin_client, admin_user, night, settings
):
    dump()
    good = body(client.get(URL))
    night.move_to(NIGHT + timedelta(days=1))

    with no_room():
        dump()

    assert body(client.get(URL)) == good
    assert names(settings) == [archive.dumps()[0].path.name]
    trouble = Heartbeat.objects.get(name="dump").trouble
    assert "File too large" in trouble
    english = {"accept-language": "en"}
    reasons = client.get("/ready", headers=english).json()["reasons"]
    assert {
        "code": "dump",
        "detail": "The nightly dump of the data cannot be made.",
    } in reasons
    admin_client.force_login(admin_user)
    page = admin_client.get("/admin/", headers=english).content.decode()
    assert "The nightly dump of the data cannot be made" in page
    assert "File too large" in page

    dump()

    assert Heartbeat.objects.get(name="dump").trouble == ""
    assert "nightly dump" not in admin_client.get("/admin/").content.decode()
    assert body(client.get(URL)) != good


def test_one_that_is_late_is_told(client, night):
    dump()
    night.move_to(NIGHT + timedelta(hours=2))
    codes = [r["code"] for r in client.get("/ready").json()["reasons"]]
    assert "dump" not in codes

    night.move_to(NIGHT + timedelta(hours=4))

    reasons = client.get("/ready", headers={"accept-language": "en"}).json()["reasons"]
    assert {"code": "dump", "detail": "The nightly dump of the data is late."} in (
        reasons
    )


def test_drafts_are_never_served_and_go_away(client, night, settings):
    settings.DUMP_DIR.mkdir()
    (settings.DUMP_DIR / "draft-abc").write_bytes(b"half")
    (settings.DUMP_DIR / "other.zip").write_bytes(b"no dump")
    assert client.get(URL).status_code == 404
    night.move_to(datetime(2099, 1, 1, 3, tzinfo=UTC))

    dump()

    [made] = archive.dumps()
    assert names(settings) == sorted([made.path.name, "other.zip"])


def test_operators_make_one_at_once(client, capsys):
    call_command("dump")

    [made] = archive.dumps()
    assert capsys.readouterr().out == f"{made.path}\n"
    assert zipfile.is_zipfile(BytesIO(body(client.get(URL))))
    call_command("dump")
    assert Heartbeat.objects.get(name="dump").trouble == ""
