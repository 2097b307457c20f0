import pytest
from django.utils.translation import override

from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.grade import Grade
from programme.models import Source
from programme.provenance import Evidence, Numbered, Provenance
from tests.factories import make_passage, make_source, make_statement, on

pytestmark = pytest.mark.django_db


def loaded(*records):
    provenance = Provenance()
    provenance.load(records)
    return provenance


def test_sources_are_numbered_by_first_use():
    first, second, third = (make_source() for _ in range(3))
    one, two = make_passage(), make_passage()
    make_statement(record=one, sources=[second])
    make_statement(record=two, sources=[first, second])

    provenance = loaded(two, one)
    numbers = [
        {each.source: each.number for each in provenance.of(passage).sources}
        for passage in (one, two)
    ]

    assert numbers == [{second: 1}, {second: 1, first: 2}]
    assert provenance.listed == [Numbered(1, second), Numbered(2, first)]
    assert provenance.number([third]) == [Numbered(3, third)]


def test_a_source_counts_as_used_only_once_it_is_shown():
    passage = make_passage()
    make_statement(record=passage, sources=[make_source()])

    assert loaded(passage).listed == []


def test_what_is_said_of_the_field_comes_before_what_is_said_of_the_record():
    whole, exact = make_source(), make_source()
    passage = make_passage()
    make_statement(record=passage, sources=[whole], note=Text(en="Of all."))
    make_statement(
        record=passage,
        field="title",
        sources=[exact],
        note=Text(en="Of the title."),
        confidence=Confidence.MEDIUM,
    )

    provenance = loaded(passage)

    assert provenance.of(passage, "title") == Evidence(
        Status.ACTUAL,
        Confidence.MEDIUM,
        Text(en="Of the title."),
        [Numbered(1, exact)],
    )
    # A note on the whole record says nothing of this very field.
    assert provenance.of(passage, "body") == Evidence(
        Status.ACTUAL, Confidence.HIGH, Text(), [Numbered(2, whole)]
    )


def test_a_date_is_graded_by_itself():
    planned = on("2014-10-01", status=Status.PLANNED, confidence=Confidence.MEDIUM)
    passage, bare = make_passage(date=planned), make_passage(date=planned)
    make_statement(record=passage, field="date", sources=[make_source()])

    provenance = loaded(passage, bare)

    assert provenance.of(passage, "date").grade == Grade.ANNOUNCED
    assert provenance.of(bare, "date") == Evidence(
        Status.PLANNED, Confidence.MEDIUM, Text()
    )


def test_of_what_nothing_is_said_there_is_no_evidence():
    passage, other = make_passage(), make_passage()
    make_statement(record=other, sources=[make_source()])

    assert loaded(passage, other).of(passage, "title") is None
    assert Provenance().of(other) is None


def test_sources_that_are_not_public_stay_hidden():
    shown = make_source()
    passage = make_passage()
    make_statement(record=passage, sources=[shown, make_source(state=State.DRAFT)])

    assert [each.source for each in loaded(passage).of(passage).sources] == [shown]


def test_two_queries_fetch_what_is_said_of_however_many(django_assert_num_queries):
    passages = [make_passage() for _ in range(4)]
    for passage in passages:
        make_statement(record=passage, sources=[make_source()])
    loaded(*passages)

    for some in (passages[:1], passages[1:]):
        with django_assert_num_queries(2):
            provenance = loaded(*some)
            assert all(provenance.of(each).sources for each in some)


@pytest.mark.parametrize(
    ("grade", "weights", "reason"),
    [
        ({}, "ps", "Several sources agree, a primary one among them."),
        ({}, "ss", "Several sources agree."),
        ({}, "p", "A primary source states it."),
        ({}, "s", "One secondary source states it."),
        ({}, "", "No source is attached yet."),
        ({"confidence": Confidence.LOW}, "p", "Other sources say otherwise."),
        (
            {"status": Status.PLANNED},
            "pp",
            "A source announced it; none found confirms it.",
        ),
        ({"status": Status.INFERRED}, "p", "Worked out from what the sources say."),
    ],
)
def test_evidence_says_why(grade, weights, reason):
    weight = {"p": Source.Weight.PRIMARY, "s": Source.Weight.SECONDARY}
    passage = make_passage()
    sources = [make_source(weight=weight[each]) for each in weights]
    make_statement(record=passage, sources=sources, **grade)

    with override("en"):
        assert loaded(passage).of(passage).reason == reason
