"""`manage.py load_programme`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from creative_district.portal.management.commands import load_programme
from programme.models import Programme
from tests.portal.loading.conftest import EXAMPLE


def run(*args: object) -> str:
    out = StringIO()
    call_command("load_programme", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_says_what_it_did():
    assert run(EXAMPLE) == (
        "example: 12 created, 0 changed, 0 withdrawn, 0 unchanged.\n"
    )
    assert run(EXAMPLE) == (
        "example: 0 created, 0 changed, 0 withdrawn, 12 unchanged.\n"
    )


@pytest.mark.django_db
def test_dry_run_shows_the_difference(tmp_path, example):
    run(EXAMPLE)
    example["actions"][0]["title"]["en"] = "Visits"
    example["spaces"] = []
    example["places"].append({**example["places"][0], "key": "example-village"})
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(example))

    assert run(path, "--dry-run").splitlines() == [
        "+ places example-village",
        "~ actions example-visits",
        "    title.en: “Study visits” → “Visits”",
        "- spaces example-space",
        "example, dry run: 1 to create, 1 to change, 1 to withdraw, 10 unchanged.",
    ]


@pytest.mark.django_db
def test_says_all_that_is_wrong(tmp_path, example):
    example["contacts"] = []
    example["actions"][0]["end"] = "2014"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(example))

    with pytest.raises(CommandError) as caught:
        run(path)

    assert str(caught.value).splitlines() == [
        "2 problems; nothing was written:",
        "contacts: people never stand in a file; staff enter them in the admin",
        (
            'actions[0].end: expected a date with its grade: {"value": "2014-06", '
            '"status": "actual", "confidence": "high"}'
        ),
    ]
    assert not Programme.objects.filter(key="example").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("patience", "is_told"), [(0.0, True), (60.0, False)])
def test_tells_progress_on_standard_error_when_it_takes_long(
    monkeypatch, patience, is_told
):
    monkeypatch.setattr(load_programme, "PATIENCE", patience)
    err = StringIO()

    call_command("load_programme", str(EXAMPLE), stdout=StringIO(), stderr=err)

    assert ("write: 11 / 12" in err.getvalue()) is is_told
