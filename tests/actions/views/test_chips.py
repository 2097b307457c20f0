from django.http import QueryDict

from actions.views.chips import Chip, chips

LABELS = {"q": {"design": "design"}, "state": {"ahead": "Ahead", "ended": "Ended"}}


def test_each_filter_in_force_has_the_address_that_drops_it():
    asked = QueryDict("q=design&state=ahead&state=ended&page=3&utm=x")

    assert chips(asked, LABELS) == [
        Chip("design", "state=ahead&state=ended&utm=x"),
        Chip("Ahead", "q=design&state=ended&utm=x"),
        Chip("Ended", "q=design&state=ahead&utm=x"),
    ]


def test_a_value_asked_twice_has_one_chip_and_goes_at_once():
    assert chips(QueryDict("state=ahead&state=ahead"), LABELS) == [Chip("Ahead", "")]


def test_what_is_not_known_has_no_chip():
    assert chips(QueryDict("q=&state=never&year=2014"), LABELS) == []
