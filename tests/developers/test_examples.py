"""Every example on the developers' page works as it stands there."""

import csv
import json
import re
import subprocess
from datetime import timedelta
from html import unescape
from io import StringIO
from urllib.request import urlopen

import pytest
from django.db.models import F

from actions.models import Action, Milestone
from creative_district.kernel.record import State
from creative_district.portal.models import Change
from creative_district.portal.templatetags.examples import LABELS
from tests.developers.examples import examples, is_answered, run
from tests.factories import both, on
from tests.portal.changes.mirror import download

# Nothing to run: what a reference manager takes.
QUOTED = {"bibtex", "csl"}
LANGUAGES = ["fr", "en"]


def curl(*arguments):
    """Return what curl prints."""
    command = ["curl", "--fail", "--silent", "--show-error", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def ask(address):
    """Return the status and the body of an answer that must succeed."""
    with urlopen(address) as answer:  # noqa: S310 - our own portal
        return answer.status, json.load(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_gives_the_answer_that_the_page_shows(running, language):
    shown = list(examples(running.page(language)))

    wrong = []
    for example in shown:
        if example.section != "clients" and example.kind not in QUOTED:
            printed = run(example, running.folder, running.known)
            if example.answer is not None and not is_answered(example, printed):
                wrong.append((example.code, example.answer, printed))

    assert wrong == []
    assert {each.kind for each in shown} == LABELS.keys() - {"answer"}
    assert len([each for each in shown if each.answer is not None]) == 8
    proposed = Action.objects.get(state=State.IN_REVIEW)
    assert proposed.title == {"fr": "Un atelier", "en": "A workshop"}
    assert Milestone.objects.get(key="milestone-3").reached == on("2014-05")
    lines = (running.folder / "actions.ndjson").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["design"]


def test_the_mirror_is_exact_and_stays_so(running):
    [mirror] = [e for e in examples(running.page("en")) if e.file == "mirror.py"]

    def kept():
        run(mirror, running.folder, {})
        items = json.loads((running.folder / "mirror.json").read_text())["items"]
        return {item["url"]: item for item in items.values()}

    assert kept() == download(ask)
    action = Action.objects.get(key="design")
    action.title = both("Renamed")
    action.save()
    Milestone.objects.filter(key="milestone-0").delete()
    Milestone.objects.filter(key="milestone-1").update(state=State.WITHDRAWN)
    Action.objects.filter(key="draft").update(state=State.PUBLISHED)
    mirrored = kept()
    assert mirrored == download(ask)
    ids = {address.rstrip("/").rpartition("/")[2] for address in mirrored}
    assert {"draft", "milestone-2"} <= ids
    assert not {"milestone-0", "milestone-1"} & ids

    # A backup is put back, and other entries have the numbers of those that were read.
    Change.objects.update(told_at=F("told_at") + timedelta(minutes=-1))
    Milestone.objects.filter(key="milestone-2").delete()
    assert kept() == download(ask)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_request_that_the_page_links_to_is_answered(running, language):
    main = running.page(language).partition("<main")[2].partition("</main>")[0]
    asked = {unescape(each) for each in re.findall(r'href="(/api/[^"]*)"', main)}

    for address in asked:
        curl("--output", "/dev/null", f"{running.url}{address}")

    # Eleven collections as lists and in three formats, recipes, and the rest.
    assert len(asked) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_shown_is_the_beginning_of_the_one_that_is_fetched(running, language):
    page = running.page(language)
    rows = re.findall("<tr>(.*?)</tr>", page.partition('class="sheet"')[2], re.DOTALL)
    shown = [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows[:4]
    ]
    address = next(each.code for each in examples(page) if each.kind == "address")

    fetched = curl(address)

    assert fetched.startswith("\ufeff")
    assert shown == list(csv.reader(StringIO(fetched.removeprefix("\ufeff"))))[:4]
