"""The map: where degrees stand, which lines are borders, where names have room."""

from itertools import combinations, pairwise

import pytest

from actions.map.borders import outer_and_inner, path
from actions.map.drawing import LOOKS, Town, draw
from actions.map.labels import Box, apart, label
from actions.map.projection import MARGIN, WIDTH, Projection

WEST = ((4.0, 50.0), (5.0, 50.0), (5.0, 51.0), (4.0, 51.0), (4.0, 50.0))
EAST = ((5.0, 50.0), (6.0, 50.0), (6.0, 51.0), (5.0, 51.0), (5.0, 50.0))


def test_the_ground_fills_the_picture_between_its_margins():
    project = Projection.of([*WEST, *EAST])

    assert project((4.0, 51.0)) == pytest.approx((MARGIN, MARGIN))
    assert project((6.0, 50.0)) == pytest.approx(
        (WIDTH - MARGIN, project.height - MARGIN), abs=0.5
    )


def test_a_kilometre_is_as_long_eastwards_as_northwards():
    project = Projection.of([*WEST, *EAST])

    (x, y), (right, top) = project((4.0, 50.0)), project((5.0, 51.0))

    # At 50.5° N a degree of longitude is 0.636 of a degree of latitude.
    assert (right - x) / (y - top) == pytest.approx(0.636, abs=0.001)


def test_one_point_alone_and_a_long_strip_still_give_a_picture():
    assert Projection.of([(4.0, 50.0)])((4.0, 50.0)) == pytest.approx((MARGIN, MARGIN))
    assert Projection.of([(4.0, 40.0), (4.1, 60.0)]).height < 2 * WIDTH


def test_what_two_parts_share_lies_between_them():
    outer, inner = outer_and_inner([WEST, EAST])

    assert [set(line) for line in inner] == [{(5.0, 50.0), (5.0, 51.0)}]
    around = {frozenset(edge) for line in outer for edge in pairwise(line)}
    assert len(around) == 6
    assert frozenset(inner[0]) not in around


def test_a_part_alone_is_all_outline():
    assert outer_and_inner([WEST]) == ([list(WEST)], [])


def test_a_path_is_short_and_closes_what_is_closed():
    assert path([[(0, 0), (10.2, 0), (10.4, 9.8), (0, 0)]]) == "M0 0l10 0 0 10z"
    assert path([[(1, 2), (0, 4)]]) == "M1 2l-1 2"


def test_marks_that_are_close_move_apart_and_no_others_do():
    close, near, far = apart([(50, 50), (54, 52), (150, 50)], 20, 24)

    assert not close.meets(near, gap=2.9)
    assert (close.x + near.x, close.y, near.y) == (pytest.approx(104), 50, 52)
    assert (far.x, far.y) == (150, 50)


def test_names_cover_neither_each_other_nor_a_mark_and_stay_inside():
    marks = apart([(60 + 30 * (i % 4), 60 + 30 * (i // 4)) for i in range(8)], 16, 19)

    names = [each for each in label(marks, [(50, 16)] * 8, 286, 180) if each]

    assert len(names) >= 6
    assert not any(one.meets(other) for one, other in combinations(names, 2))
    assert not any(name.box.meets(mark) for name in names for mark in marks)
    assert all(name.box.is_inside(286, 180) for name in names)


def test_a_name_without_room_is_left_out():
    assert label([Box(20, 20, 16, 19)], [(100, 16)], 60, 40) == [None]


def test_a_name_keeps_off_a_border_if_it_can():
    mark, border = Box(100, 50, 16, 19), ((125.0, 0.0), (125.0, 100.0))

    [free] = label([mark], [(60, 16)], 300, 100)
    [kept] = label([mark], [(60, 16)], 300, 100, [border])

    assert (free.box.x > mark.x, kept.box.x < mark.x) == (True, True)


def test_without_ground_there_is_no_map():
    assert draw((), (Town("a", "A", (4.5, 50.5), 1),)) is None


def test_without_towns_the_ground_is_drawn():
    found = draw((WEST, EAST), ())

    assert found.layers == ()
    assert found.ground.count("z") == 2


def test_a_town_stands_at_its_share_of_the_picture_at_every_size():
    found = draw((WEST, EAST), (Town("a", "Middle", (5.0, 50.5), 2),))

    marks = [mark for layer in found.layers for mark in layer.marks]
    assert len(marks) == len(LOOKS)
    assert {(m.left, m.top, m.x, m.y) for m in marks} == {("50", "50", "0", "0")}
    assert {m.name.anchor for m in marks} == {"start"}


def test_a_town_beyond_the_boundary_is_still_in_the_picture():
    found = draw((WEST,), (Town("b", "Brussels", (4.35, 51.4), 1),))

    assert [float(each.marks[0].top) > 0 for each in found.layers] == [True, True]
