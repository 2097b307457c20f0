"""What the documents tell people to call answers, on the shipped record."""

import re

import pytest
from django.test import Client

from creative_district.portal.loading import load
from tests.portal.loading.conftest import NOW, ROOT, SHIPPED

# The nightly dump is there after a night: tests/portal/test_dump.py asks for it.
CALL = re.compile(
    r"""curl ["']http://localhost:8000(/(?!api/v1/export/dump)[^"']+)["']"""
)


@pytest.mark.parametrize("name", ["README.md", "docs/api.md"])
def test_the_calls_in_a_document_answer(db: None, client: Client, name: str) -> None:
    load(SHIPPED / "wallonia.json", now=NOW)
    calls = CALL.findall((ROOT / name).read_text())

    answers = {call: client.get(call) for call in calls}

    assert answers
    assert [
        call for call, answer in answers.items() if not answer.json()["results"]
    ] == []
