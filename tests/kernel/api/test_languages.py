"""Answers speak the asked language, and say what they had to replace."""

import pytest

from creative_district.kernel.text import Text
from tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    make_place(key="namur", name=Text(fr="Namur la belle", en="Fair Namur"))
    make_place(key="prato", name=Text(it="Prato"), note=Text(fr="Ville textile"))


def told(client, address, **headers):
    answer = client.get(f"/api/v1/places/{address}", headers=headers)
    return answer.headers["Content-Language"], answer.json()


@pytest.mark.parametrize(
    ("address", "accepted", "language", "name"),
    [
        ("namur/?lang=en", "fr", "en", "Fair Namur"),
        ("namur/?lang=fr", "en", "fr", "Namur la belle"),
        ("namur/", "en-GB,en;q=0.9", "en", "Fair Namur"),
        ("namur/", "nl", "fr", "Namur la belle"),
        ("namur/", "", "fr", "Namur la belle"),
    ],
)
def test_the_parameter_goes_before_the_header(
    client, address, accepted, language, name
):
    spoken, item = told(client, address, **{"accept-language": accepted})

    assert (spoken, item["name"], item["fallback_languages"]) == (language, name, {})


def test_what_is_missing_comes_in_another_language_and_says_so(client):
    _spoken, item = told(client, "prato/?lang=en")

    assert (item["name"], item["note"]) == ("Prato", "Ville textile")
    assert item["fallback_languages"] == {"name": "it", "note": "fr"}


def test_each_item_of_a_list_says_so_for_itself(client):
    _spoken, page = told(client, "?lang=en")

    found = {item["id"]: item["fallback_languages"] for item in page["results"]}
    assert found["namur"] == {}
    assert found["prato"] == {"name": "it", "note": "fr"}


def test_all_languages_come_side_by_side(client):
    spoken, item = told(client, "namur/?lang=all")

    assert spoken == "fr, en"
    assert item["name"] == {"en": "Fair Namur", "fr": "Namur la belle"}
    assert item["note"] == {}
    assert item["fallback_languages"] == {}


def test_what_nobody_wrote_is_null(client):
    _spoken, item = told(client, "namur/?lang=fr")

    assert item["note"] is None


def test_caches_are_told_what_decides(client):
    answer = client.get("/api/v1/places/namur/")

    assert "Accept-Language" in answer.headers["Vary"]


def test_the_language_of_one_answer_does_not_reach_the_next(client):
    told(client, "namur/?lang=en", **{"accept-language": "fr"})

    spoken, item = told(client, "namur/", **{"accept-language": "fr"})

    assert (spoken, item["name"]) == ("fr", "Namur la belle")
