"""Every error is told, with its place, before anything is written."""

import json

import pytest

from creative_district.portal.loading import LoadError, load
from programme.models import Programme, Source
from tests.factories import make_partner, make_source, make_statement
from tests.portal.loading.conftest import NOW


def refusal(load_file, found) -> list[str]:
    with pytest.raises(LoadError) as caught:
        load_file(found)
    return [str(problem) for problem in caught.value.problems]


def test_tells_all_errors_at_once_and_writes_nothing(load_file, example):
    example["programme"]["languages"] = []
    example["actions"][0]["start"]["value"] = "2014-13"
    example["actions"][0]["thrust"] = "nowhere"
    example["milestones"][0]["kind"] = "party"
    example["thrusts"][0]["colour"] = 9
    example["partners"][0]["e_mail"] = "x"

    assert sorted(refusal(load_file, example)) == [
        "actions[0].start.value: “2014-13” is not a day of the calendar.",
        "actions[0].thrust: “nowhere” is not among the thrusts of this file",
        (
            "milestones[0].kind: “party” is not allowed here; allowed: event, "
            "deliverable, decision, call, report, other"
        ),
        (
            "partners[0].e_mail: there is no such field here; there are: acronym, "
            "also_known_as, founded, key, kind, later, membership, name, place, "
            "postal_address, short_name, slug, state, statements, unit, website"
        ),
        "programme.languages: This field cannot be blank.",
        "thrusts[0].colour: Ensure this value is less than or equal to 6.",
    ]
    assert not Programme.objects.filter(key="example").exists()
    assert not Source.objects.exists()


def remove(record, name):
    del record[name]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda f: f.update(format="creative-district/9"),
            "format: expected “creative-district/1”",
        ),
        (
            lambda f: f.update(contacts=[]),
            "contacts: people never stand in a file; staff enter them in the admin",
        ),
        (
            lambda f: f["milestones"][0].update(responsible="somebody"),
            (
                "milestones[0].responsible: people never stand in a file; staff enter "
                "them in the admin"
            ),
        ),
        (lambda f: f.update(indicators={}), "indicators: expected a list"),
        (lambda f: f.update(spaces=["x"]), "spaces[0]: expected one object: { … }"),
        (
            lambda f: f["spaces"][0].update(key=""),
            "spaces[0].key: This field cannot be blank.",
        ),
        (
            lambda f: f["indicators"][0].update(key="Not a key"),
            (
                "indicators[0].key: Enter a valid “slug” consisting of letters, "
                "numbers, underscores or hyphens."
            ),
        ),
        (
            lambda f: remove(f["milestones"][0], "due"),
            "milestones[0].due: This field cannot be null.",
        ),
        (
            lambda f: remove(f["actions"][0], "title"),
            "actions[0].title: This field cannot be blank.",
        ),
        (
            lambda f: remove(f["partners"][0], "membership"),
            "partners[0].membership: is required",
        ),
        (
            lambda f: remove(f["programme"]["statements"][0], "confidence"),
            "programme.statements[0].confidence: is required",
        ),
        (
            lambda f: f["actions"][0].update(title="Visits"),
            (
                'actions[0].title: expected a text for each language: {"fr": "…", '
                '"en": "…"}'
            ),
        ),
        (
            lambda f: f["actions"][0]["title"].update(english="Visits"),
            (
                "actions[0].title.english: “english” is not a language code such as "
                "fr, en or it"
            ),
        ),
        (
            lambda f: f["actions"][0]["title"].update(en=" "),
            "actions[0].title.en: is empty; leave the language out",
        ),
        (
            lambda f: f["actions"][0]["title"].update(en="a\x00b"),
            "actions[0].title.en: holds a character that cannot be stored",
        ),
        (
            lambda f: f["actions"][0].update(short_title={"en": "x" * 33}),
            "actions[0].short_title: en: 33 characters; at most 32 allowed.",
        ),
        (
            lambda f: f["actions"][0]["slug"].update(en="Study Visits"),
            (
                "actions[0].slug.en: “Study Visits” is no slug: small letters, digits "
                "and hyphens"
            ),
        ),
        (
            lambda f: f["actions"][0].update(start="2014-06"),
            (
                'actions[0].start: expected a date with its grade: {"value": '
                '"2014-06", "status": "actual", "confidence": "high"}'
            ),
        ),
        (
            lambda f: f["actions"][0]["start"].update(status="sure"),
            (
                "actions[0].start.status: “sure” is not allowed here; allowed: actual, "
                "planned, inferred"
            ),
        ),
        (
            lambda f: remove(f["actions"][0]["start"], "confidence"),
            "actions[0].start.confidence: expected a text between quotation marks",
        ),
        (
            lambda f: f["actions"][0]["start"].update(month=6),
            "actions[0].start.month: a date has no such field",
        ),
        (
            lambda f: f["actions"][0].update(
                end={"value": "2012", "status": "actual", "confidence": "high"}
            ),
            "actions[0].end: The action ends before it starts.",
        ),
        (
            lambda f: f["programme"]["end"].update(value="2012"),
            "programme.end: The programme ends before it starts.",
        ),
        (
            lambda f: f["milestones"][0].update(thrust="example-learning"),
            "milestones[0].thrust: A milestone of an action has that action's thrust.",
        ),
        (
            lambda f: f["milestones"][0].update(cancelled_on="soon"),
            'milestones[0].cancelled_on: expected a day: "2014-06-16"',
        ),
        (
            lambda f: f["milestones"][0].update(partners=["example-agency"] * 2),
            "milestones[0].partners[1]: “example-agency” stands twice",
        ),
        (
            lambda f: f["thrusts"][0].update(number=True),
            "thrusts[0].number: expected a whole number",
        ),
        (
            lambda f: f["indicators"][0]["readings"][0].update(value="30"),
            "indicators[0].readings[0].value: expected a number",
        ),
        (
            lambda f: f["indicators"][0]["readings"][0].update(value=0.123),
            (
                "indicators[0].readings[0].value: Ensure that there are no more than 2 "
                "decimal places."
            ),
        ),
        (
            lambda f: f["indicators"][0]["readings"][0].update(is_disputed="yes"),
            "indicators[0].readings[0].is_disputed: expected true or false",
        ),
        (
            lambda f: f["programme"]["statements"][0].update(sources=["lost"]),
            (
                "programme.statements[0].sources: “lost” is not among the sources of "
                "this file"
            ),
        ),
        (
            lambda f: f["programme"]["statements"][1].update(field=""),
            "programme.statements[1].field: “” has a statement already",
        ),
        (
            lambda f: f["spaces"][0].update(
                statements=[{"field": "roof", "status": "actual", "confidence": "low"}]
            ),
            (
                "spaces[0].statements[0].field: “roof” is no field of this record; "
                "there are: action, kind, name, place"
            ),
        ),
        (
            lambda f: f["places"].append({**f["places"][0]}),
            "places[1].key: “example-town” is the key of places[0] already",
        ),
        (
            lambda f: f["sources"].append({**f["sources"][0], "key": "copy"}),
            (
                "sources[1].url: “https://region.example/agreement” is that of "
                "sources[0] already"
            ),
        ),
        (
            lambda f: f["actions"].append(
                {**f["actions"][0], "key": "copy", "slug": {"en": "example-visits"}}
            ),
            "actions[1].slug.en: “example-visits” is that of actions[0] already",
        ),
        (
            lambda f: f["partners"].append(
                {**f["partners"][0], "key": "copy", "slug": {"en": "copy"}}
            ),
            "partners[1].membership.role: partners[0] is the coordinator already",
        ),
    ],
)
def test_names_the_place(load_file, example, spoil, expected):
    spoil(example)

    assert refusal(load_file, example) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "line 1, column 2: this is not JSON"),
        (b'{"format": NaN}', "this is not JSON: NaN"),
        (b"\xff\xfe", "this is not JSON: 'utf-8' codec"),
        (b"[]", "expected one object: { … }"),
        (b'{"format": 1, "format": 2}', "“format” stands twice in one object"),
    ],
)
def test_names_what_is_no_json(db, tmp_path, content, expected):
    path = tmp_path / "district.json"
    path.write_bytes(content)

    with pytest.raises(LoadError) as caught:
        load(path, now=NOW)

    assert str(caught.value.problems[0]).startswith(expected)


def test_names_a_file_that_is_not_there(db, tmp_path):
    with pytest.raises(LoadError) as caught:
        load(tmp_path / "none.json", now=NOW)

    assert str(caught.value) == "the file cannot be read: No such file or directory"


def test_refuses_the_key_of_another_district(load_file, example, rival):
    example["actions"][0]["key"] = rival.action.key
    example["milestones"][0]["action"] = rival.action.key
    example["indicators"][0]["action"] = rival.action.key
    example["spaces"][0]["action"] = rival.action.key

    assert refusal(load_file, example) == [
        "actions[0].key: “rival-action” belongs to the district “rival”"
    ]


def test_refuses_values_that_another_row_has(load_file, example):
    make_source(key="elsewhere", url="https://region.example/agreement")
    example["programme"]["slug"] = "rival"

    assert refusal(load_file, example) == [
        (
            "sources[0].url: “https://region.example/agreement” is that of “elsewhere” "
            "already"
        ),
        "programme.slug: “rival” is that of “rival” already",
    ]


def test_refuses_to_change_what_another_district_uses(load_file, example, rival):
    load_file(example)
    agreement = Source.objects.get(key="example-agreement")
    make_statement(record=rival.action, sources=[agreement])
    example["sources"][0]["title"] = "Another title"

    assert refusal(load_file, example) == [
        (
            "sources[0].title: “example-agreement” is also a record of the district "
            "“rival”, where this is “Agreement on the example district” and not "
            "“Another title”; both files must agree"
        )
    ]


def test_refuses_a_partner_that_another_district_knows_otherwise(
    load_file, example, rival
):
    make_partner(programme=rival.programme, key="example-agency")

    assert [line.split(": ")[0] for line in refusal(load_file, example)] == [
        "partners[0].name.en"
    ]


def test_refuses_a_coordinator_beside_that_of_staff(load_file, example):
    example["partners"][0]["membership"]["role"] = "member"
    load_file(example)
    programme = Programme.objects.get(key="example")
    make_partner(programme=programme, key="by-staff", role="coordinator")
    example["partners"][0]["membership"]["role"] = "coordinator"

    assert refusal(load_file, example) == [
        "partners[0].membership.role: “by-staff” is the coordinator already"
    ]


def test_an_object_without_anything_names_what_is_missing(load_file):
    assert refusal(load_file, json.loads('{"format": "creative-district/1"}')) == [
        "programme.key: This field cannot be blank.",
        "programme.name: This field cannot be blank.",
        "programme.slug: This field cannot be blank.",
        "programme.region: This field cannot be blank.",
        "programme.country: This field cannot be blank.",
        "programme.languages: This field cannot be blank.",
    ]
