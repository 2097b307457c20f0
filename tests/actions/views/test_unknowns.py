import pytest
from django.utils.translation import override

from actions.models import Action
from actions.views.unknowns import unknowns
from creative_district.kernel.text import Text
from partners.models import Partner
from tests.factories import on

DAY = on("2014-06-16")
KNOWN = {"start": DAY, "end": DAY, "outcome": Text(en="Ten."), "lead": Partner(pk=1)}


@pytest.mark.parametrize(
    ("missing", "sentences"),
    [
        ((), []),
        (("start",), ["No start date was found."]),
        (("end",), ["No end date was found."]),
        (("start", "end"), ["No date was found."]),
        (("lead",), ["No source says who led it."]),
        (("outcome",), ["No result was found."]),
    ],
)
def test_each_thing_that_nobody_found_is_told_once(missing, sentences):
    known = {name: value for name, value in KNOWN.items() if name not in missing}

    with override("en"):
        assert unknowns(Action(**known)) == sentences
