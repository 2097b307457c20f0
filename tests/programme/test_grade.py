import pytest

from creative_district.kernel.dates import Confidence, Status
from programme.grade import Grade, grade_of


@pytest.mark.parametrize(
    ("status", "confidence", "source_count", "grade"),
    [
        (Status.ACTUAL, Confidence.HIGH, 1, Grade.ESTABLISHED),
        (Status.ACTUAL, Confidence.MEDIUM, 1, Grade.SINGLE),
        (Status.ACTUAL, Confidence.MEDIUM, 3, Grade.THIN),
        (Status.ACTUAL, Confidence.MEDIUM, 0, Grade.THIN),
        (Status.INFERRED, Confidence.MEDIUM, 1, Grade.INFERRED),
        (Status.INFERRED, Confidence.HIGH, 2, Grade.INFERRED),
        (Status.PLANNED, Confidence.HIGH, 2, Grade.ANNOUNCED),
        (Status.PLANNED, Confidence.LOW, 2, Grade.DISPUTED),
        (Status.ACTUAL, Confidence.LOW, 1, Grade.DISPUTED),
    ],
)
def test_a_fact_is_graded_by_what_supports_it(status, confidence, source_count, grade):
    assert grade_of(status, confidence, source_count=source_count) == grade


def test_each_grade_has_a_sign():
    assert {grade.value: grade.sign for grade in Grade} == {
        "established": "lit",
        "single": "half",
        "thin": "half",
        "inferred": "half",
        "disputed": "disputed",
        "announced": "announced",
    }
