"""Public generators make clients of the OpenAPI document, and these work."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from creative_district.environment import ROOT
from tests.developers.examples import examples, is_answered, run

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent / "clients"
DOCUMENT = ROOT / "docs" / "openapi.json"
PATH = os.pathsep.join(
    [str(Path(sys.executable).parent), "node_modules/.bin", os.environ["PATH"]]
)
# A body that the generator does not know how to read; the others are text or JSON.
OVERRIDES = (
    '{"content_type_overrides": {"application/zip": "application/octet-stream"}}'
)
IDS = ["milestone-0", "milestone-1", "milestone-3"]


@pytest.fixture
def workshop(running):
    """The folder of somebody who has installed the generators of `package.json`."""
    assert (HERE / "node_modules").is_dir(), "The generators are missing: make clients"
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(HERE / name, running.folder)
    (running.folder / "node_modules").symlink_to(HERE / "node_modules")
    return running.folder


def do(folder, *command):
    """Return what a command prints, which must succeed."""
    environment = {**os.environ, "PATH": PATH}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_examples_on_the_page_work(running, workshop, language):
    shown = [e for e in examples(running.page(language)) if e.section == "clients"]
    known = {"PATH": PATH}

    wrong = []
    for example in shown:
        if example.kind == "typescript":
            (workshop / example.file).write_text(example.code)
            do(workshop, "tsc", "--project", ".")
            printed = do(workshop, "node", example.file.replace(".ts", ".js"))
        else:
            printed = run(example, workshop, known)
        if example.answer is not None and not is_answered(example, printed):
            wrong.append((example.code, example.answer, printed))

    assert wrong == []
    kinds = ["shell", "python", "shell", "typescript"]
    assert [example.kind for example in shown] == kinds


def test_a_python_client_lists_reads_and_is_refused(running, tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(OVERRIDES)
    do(
        tmp_path,
        *("openapi-python-client", "generate", "--fail-on-warning"),
        *("--config", "config.json", "--path", str(DOCUMENT)),
        *("--meta", "none", "--output-path", "generated_district"),
    )
    monkeypatch.syspath_prepend(tmp_path)
    generated = importlib.import_module("generated_district")
    models = importlib.import_module("generated_district.models")
    milestones = "generated_district.api.milestones.milestones"
    listing = importlib.import_module(f"{milestones}_list")
    detail = importlib.import_module(f"{milestones}_retrieve")

    every = models.MilestonesRetrieveLang.ALL
    late = models.MilestonesListStateItem.LATE

    found, asked = [], {"programme": ["home"], "year": 2014, "page_size": 2}
    with generated.Client(running.url) as client:
        page = listing.sync(client=client, **asked)
        found += page.results
        while page.next_:
            cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]
            page = listing.sync(client=client, **asked, cursor=cursor)
            found += page.results
        one = detail.sync(client=client, id="milestone-1", lang=every)
        missing = detail.sync(client=client, id="nowhere")
        none = listing.sync(client=client, state=[late], year=1999)
        wrong = listing.sync(client=client, page_size=1000)

    assert [each.id for each in found] == IDS
    assert {type(each) for each in found} == {models.Milestone}
    assert one.due == models.Date(
        value="2014-Q2",
        precision=models.PrecisionEnum.QUARTER,
        earliest=date(2014, 4, 1),
        latest=date(2014, 6, 30),
        status=models.Status.ACTUAL,
        confidence=models.Confidence.HIGH,
    )
    assert one.state is models.Progress.DUE
    assert type(one.programme) is models.Reference
    assert type(one.title) is models.TextByLanguage
    assert one.title["en"] == "Step “1”"
    assert none.results == []
    assert (type(missing), missing.status) == (models.Problem, 404)
    assert [each.parameter for each in wrong.errors] == ["page_size"]


def test_a_typescript_client_lists_reads_and_is_refused(running, workshop):
    shutil.copy(HERE / "walk.ts", workshop)
    (workshop / "portal.ts").write_text(f'export const url = "{running.url}";\n')
    do(workshop, "openapi-typescript", str(DOCUMENT), "--output", "district.ts")
    do(workshop, "tsc", "--project", ".")

    assert json.loads(do(workshop, "node", "walk.js")) == {
        "ids": IDS,
        "states": ["late", "due", "late"],
        "earliest": ["2014-01-01", "2014-04-01", "2014-05-05"],
        "title": "Step “1”",
        "led": "own",
        "problem": [400, ["state"]],
    }
