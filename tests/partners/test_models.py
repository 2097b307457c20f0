"""Partners: who sees them, through which programmes."""

import pytest

from creative_district.kernel.record import State
from partners.models import Partner
from tests.factories import make_partner, make_programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("programme", "partner", "is_gone"),
    [
        (State.PUBLISHED, State.WITHDRAWN, True),
        (State.WITHDRAWN, State.PUBLISHED, True),
        (State.WITHDRAWN, State.WITHDRAWN, True),
        (State.PUBLISHED, State.PUBLISHED, False),
        (State.DRAFT, State.WITHDRAWN, False),
        (State.PUBLISHED, State.DRAFT, False),
    ],
)
def test_partner_is_gone_when_it_could_be_seen_once(programme, partner, is_gone):
    made = make_partner(programme=make_programme(state=programme), state=partner)

    assert (made in Partner.objects.withdrawn()) == is_gone
