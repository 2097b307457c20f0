"""What lists of programmes, sources, news and documents keep."""

from datetime import date

import pytest
from django.http import QueryDict

from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.filters import (
    DocumentFilter,
    NewsFilter,
    ProgrammeFilter,
    SourceFilter,
)
from programme.models import Document, News, Programme, Source
from tests.factories import both, make_news, make_programme, make_source

pytestmark = pytest.mark.django_db


def kept(kind, model, question):
    asked = kind(QueryDict(question), model.objects.public(), today=date(2014, 6, 30))
    return [record.key for record in asked.qs.order_by("pk")]


def test_programmes_by_words(district):
    make_programme(key="create", region=Text(en="Tuscany", fr="Toscane"))

    assert kept(ProgrammeFilter, Programme, "q=toscane") == ["create"]


def test_sources_by_weight_and_words():
    make_source(key="one", title="Création")
    make_source(key="two", weight="secondary", publisher="Le Soir")

    assert kept(SourceFilter, Source, "weight=primary") == ["one"]
    assert kept(SourceFilter, Source, "weight=primary&weight=secondary&q=soir") == [
        "two"
    ]
    assert kept(SourceFilter, Source, "q=creation") == ["one"]


def test_news_by_programme_and_day(district, rival):
    make_news(programme=district, key="june", published_on=date(2014, 6, 10))
    make_news(programme=rival.programme, key="july", published_on=date(2014, 7, 1))

    assert kept(NewsFilter, News, "published_after=2014-06-10") == ["june", "july"]
    assert kept(NewsFilter, News, "published_before=2014-06-10") == ["june"]
    assert kept(NewsFilter, News, "programme=rival") == ["july"]


def test_documents_by_programme(district):
    Document.objects.create(
        programme=district,
        key="guide",
        slug=both("guide"),
        title=both("Guide"),
        language="en",
        url="https://guide.example/",
        state=State.PUBLISHED,
    )

    assert kept(DocumentFilter, Document, "programme=home&q=guide") == ["guide"]
    assert kept(DocumentFilter, Document, "programme=rival") == []
