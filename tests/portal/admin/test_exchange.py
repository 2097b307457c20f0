"""Records go out as a file and come in again, shown before anything is written."""

import csv
import io
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from openpyxl import load_workbook

from creative_district.kernel.admin.exchange import ExchangedRecords
from tests.factories import (
    make_action,
    make_discrepancy,
    make_document,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    on,
)
from tests.portal.admin.pages import MAKERS, READ_ONLY, address, inline_parts

EXCHANGED = [
    model
    for model in MAKERS
    if isinstance(admin.site._registry.get(model), ExchangedRecords)
]
every_model = pytest.mark.parametrize(
    "model", EXCHANGED, ids=lambda model: model._meta.label_lower
)
both_formats = pytest.mark.parametrize("form", ["csv", "xlsx"])


def export(client: Client, model: type[Model], form: str, **asked: Any) -> bytes:
    query = "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    answer = client.post(address(model, "export") + query, {"format": form})
    assert answer.status_code == 200
    return answer.getvalue()


def send(client: Client, model: type[Model], content: bytes, name: str = "f.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(address(model, "import"), {"file": file})


def agree(client: Client, model: type[Model], page: Any) -> Any:
    told = {
        "upload": page.context["upload"].pk,
        "agreed": page.context["tried"].seal,
    }
    return client.post(address(model, "import"), told)


def states(model: type[Model]) -> Any:
    return list(model.objects.order_by("pk").values()), model.history.count()


@every_model
@both_formats
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_exported_changes_nothing(
    editor: Client, model: type[Model], form: str, language: str
) -> None:
    editor.cookies["django_language"] = language
    for _ in range(3):
        MAKERS[model]()
    before = states(model)

    content = export(editor, model, form)
    page = send(editor, model, content)

    if model in READ_ONLY:
        assert page.status_code == 403
        return
    assert page.context["refusal"] is None if "refusal" in page.context else True
    tried = page.context["tried"]
    assert tried.problems == []
    assert [(c.record, c.cells) for c in tried.changes] == []
    assert tried.notes == []
    assert tried.unchanged == model.objects.count()
    assert states(model) == before
