import pytest

from programme.facade import MOST_WINDOWS, Facade


def lit(facade):
    return [(w.x, w.y, w.name) for w in facade.windows if w.is_lit]


def test_as_many_windows_as_regions_two_of_them_lit_and_named():
    facade = Facade.of(44, 2, ["Here", "There"])

    assert (facade.width, facade.height, len(facade.windows)) == (660, 336, 44)
    assert lit(facade) == [(210, 126, "Here"), (510, 210, "There")]


def test_a_winner_of_which_no_more_is_known_is_lit_without_a_name():
    assert [name for _x, _y, name in lit(Facade.of(44, 3, ["Here"]))] == [
        "Here",
        "",
        "",
    ]


@pytest.mark.parametrize("applied", [1, 2, 7, 44, MOST_WINDOWS])
def test_all_can_win(applied):
    facade = Facade.of(applied, applied, ["Here"])

    assert len(lit(facade)) == applied
    assert all(0 < w.x < facade.width for w in facade.windows)
    assert all(0 < w.y < facade.height for w in facade.windows)


@pytest.mark.parametrize(
    ("applied", "won"), [(0, 0), (44, 0), (1, 2), (MOST_WINDOWS + 1, 2)]
)
def test_a_figure_that_is_missing_or_cannot_be_right_is_not_drawn(applied, won):
    assert Facade.of(applied, won, []) is None
