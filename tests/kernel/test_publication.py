"""The steps of a record on its way to the public, and back."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.models import Action
from creative_district.kernel.publication import ImpossibleStepError, set_state, steps
from creative_district.kernel.record import State
from tests.factories import make_action

pytestmark = pytest.mark.django_db

NOW = datetime(2014, 6, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = State


@pytest.mark.parametrize(
    ("state", "publish_from", "possible"),
    [
        (DRAFT, None, (IN_REVIEW, PUBLISHED)),
        (IN_REVIEW, None, (DRAFT, PUBLISHED)),
        (PUBLISHED, None, (WITHDRAWN,)),
        (PUBLISHED, NOW, (WITHDRAWN,)),
        (PUBLISHED, LATER, (DRAFT, PUBLISHED)),
        (WITHDRAWN, None, (DRAFT, PUBLISHED)),
    ],
)
def test_only_what_the_public_saw_is_withdrawn(state, publish_from, possible):
    record = Action(state=state, publish_from=publish_from)

    assert steps(record, now=NOW) == possible


def test_a_step_is_in_the_history_with_its_reason():
    record = make_action(state=DRAFT)

    changed = set_state(records=[record], state=IN_REVIEW, now=NOW, reason="Please")

    assert [each.state for each in changed] == [IN_REVIEW]
    version = record.history.first()
    assert (version.state, version.history_change_reason) == (IN_REVIEW, "Please")


def test_a_schedule_is_kept_moved_and_given_up():
    record = make_action(state=DRAFT)
    kept = Action.objects.filter(pk=record.pk).values_list("state", "publish_from")

    set_state(records=[record], state=PUBLISHED, now=NOW, publish_from=LATER)
    assert kept.get() == (PUBLISHED, LATER)
    set_state(records=[record], state=PUBLISHED, now=NOW, publish_from=NOW)
    assert kept.get() == (PUBLISHED, NOW)
    set_state(records=[record], state=WITHDRAWN, now=LATER, reason="Merged")
    assert kept.get() == (WITHDRAWN, NOW)
    set_state(records=[record], state=DRAFT, now=LATER)
    assert kept.get() == (DRAFT, None)


def test_where_one_step_is_impossible_none_is_taken():
    public, draft = make_action(), make_action(state=DRAFT, title={"en": "New"})

    with pytest.raises(ImpossibleStepError) as caught:
        set_state(records=[public, draft], state=WITHDRAWN, now=NOW, reason="Why")

    assert str(caught.value) == (
        "« New » est « brouillon » : impossible d’en faire « retiré »."
    )
    assert set(
        Action.objects.filter(pk__in=[public.pk, draft.pk]).values_list(
            "state", flat=True
        )
    ) == {PUBLISHED, DRAFT}


def test_what_is_so_already_is_left_alone():
    record = make_action()

    assert set_state(records=[record], state=PUBLISHED, now=NOW) == []
    assert record.history.count() == 1
