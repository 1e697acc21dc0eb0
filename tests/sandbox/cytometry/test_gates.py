"""Gates: what is inside, on the edge, and what cannot be evaluated."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.gates import BadGate
from omiq_sandbox._cytometry.gating_tree import GatingTree
from tests.sandbox.cytometry.trees import (
    NO_HIGH,
    NO_LOW,
    Json,
    Pair,
    atomic,
    counts,
    ellipse,
    events,
    inside,
    point,
    polygon,
    range_,
    rectangle,
    tree,
)

NAN, INF = math.nan, math.inf
SQUARE: list[Pair] = [(0, 0), (2, 0), (2, 2), (0, 2)]

coordinates = st.floats(-50, 50, width=16) | st.integers(-3, 3).map(float)
points = st.tuples(coordinates, coordinates)


def test_a_range_holds_its_lower_edge_and_not_its_upper_one() -> None:
    """min ≤ value < max."""
    assert inside(range_(1, 3), events(X=[0.9, 1, 2, 3, 3.1])) == [False, True, True, False, False]


def test_a_range_looks_at_its_first_channel_alone() -> None:
    """The second is what the gate was drawn over: the file need not have it."""
    assert inside(range_(1, 3, f2="Absent"), events(X=[2, 4])) == [True, False]


@pytest.mark.parametrize(("low", "high"), [(NO_LOW, NO_HIGH), (-1e300, 10**30)])
def test_an_edge_at_ten_to_the_sixteenth_is_no_bound(low: float, high: float) -> None:
    """Infinity is inside then, but what has no value is in no gate."""
    values = [-INF, -1e17, 0, 1e17, INF, NAN]
    assert inside(range_(low, high), events(X=values)) == [True] * 5 + [False]


def test_a_rectangle_holds_its_lower_edges_and_not_its_upper_ones() -> None:
    """Each of its channels is a range."""
    xs, ys = [0, 1, 1, 2, 1, 2], [0, 0, 1, 1, 2, 2]
    assert inside(rectangle((0, 0), (2, 2)), events(X=xs, Y=ys)) == [True, True, True, False, False, False]


@given(points, st.lists(points, min_size=1))
def test_quadrants_share_no_event_and_lose_none(cross: Pair, rows: list[Pair]) -> None:
    """Four rectangles that meet in a point split all events, also those on the lines."""
    x, y = cross
    corners = [((NO_LOW, y), (x, NO_HIGH)), (cross, (NO_HIGH, NO_HIGH)), ((x, NO_LOW), (NO_HIGH, y))]
    corners.append(((NO_LOW, NO_LOW), cross))
    quadrants = {f"Q{number}": atomic(rectangle(low, high)) for number, (low, high) in enumerate(corners)}
    xs, ys = zip(*rows, cross, (x, 0.0), (0.0, y), strict=True)
    masks = GatingTree(tree(quadrants)).masks(events(X=xs, Y=ys), 1)
    assert set(counts(masks.values()).tolist()) == {1}


@given(points, st.lists(points, min_size=3, max_size=3), st.lists(points))
def test_triangles_that_share_edges_share_no_event_and_lose_none(
    centre: Pair, offsets: list[Pair], rows: list[Pair]
) -> None:
    """Fans of a skewed cross split the square around it, also the events on slanted edges and at the centre."""
    corners: list[Pair] = [(-99, -99), (99, -99), (99, 99), (-99, 99)]
    triangles = [polygon(centre, corner, corners[number - 3]) for number, corner in enumerate(corners)]
    on_edges = [((a + centre[0]) / 2, (b + centre[1]) / 2) for a, b in corners]
    xs, ys = zip(*rows, *offsets, *on_edges, centre, strict=True)
    masks = GatingTree(tree({str(n): atomic(gate) for n, gate in enumerate(triangles)})).masks(events(X=xs, Y=ys), 1)
    assert set(counts(masks.values()).tolist()) == {1}


@given(st.permutations([0, 1]), st.integers(0, 3), st.lists(points))
def test_a_polygon_may_be_drawn_from_any_corner_in_either_direction(
    order: list[int], first: int, rows: list[Pair]
) -> None:
    """A square drawn as a polygon holds what the rectangle holds, edges too."""
    vertices = (SQUARE[first:] + SQUARE[:first])[:: 1 if order[0] else -1]
    xs, ys = zip(*rows, *SQUARE, (0, 1), (1, 0), (2, 1), (1, 2), strict=True)
    scaled = events(X=xs, Y=ys)
    assert inside(polygon(*vertices), scaled) == inside(rectangle((0, 0), (2, 2)), scaled)


def test_a_polygon_that_crosses_itself_has_a_hole() -> None:
    """A five-pointed star leaves its middle out."""
    tips = [(math.sin(angle), math.cos(angle)) for angle in (math.tau * 2 * tip / 5 for tip in range(5))]
    assert inside(polygon(*tips), events(X=[0, 0, 0.9], Y=[0, 0.9, 0.9])) == [False, True, False]


def test_a_polygon_may_be_dented() -> None:
    """The dent is outside."""
    arrow = polygon((0, 0), (4, 0), (4, 4), (2, 1), (0, 4))
    assert inside(arrow, events(X=[2, 0.5, 3.5, 2], Y=[0.5, 2, 2, 2])) == [True, True, True, False]


def test_an_ellipse_is_given_by_the_ends_of_two_half_axes() -> None:
    """An upright one, with its edge inside."""
    scaled = events(X=[10, 13, 10, 13.01, 12.2, 7], Y=[20, 20, 21, 20, 20.8, 20])
    assert inside(ellipse((10, 20), (3, 0), (0, 1)), scaled) == [True, True, True, False, False, True]


@given(st.floats(0, math.tau), st.floats(0, 2), st.floats(0, math.tau))
def test_an_ellipse_may_be_slanted(turn: float, size: float, shear: float) -> None:
    """centre + a·u + b·v is inside just if (a, b) is within the unit circle, at whatever angle u and v stand."""
    u, v = np.array([2.0, 0.5]), np.array([math.cos(shear) - 3, 1.5])
    a, b = size * math.cos(turn), size * math.sin(turn)
    x, y = np.array([5.0, -7.0]) + a * u + b * v
    found = inside(ellipse((5, -7), (2, 0.5), (v[0], v[1])), events(X=[x], Y=[y]))
    assert found == [size <= 1] or abs(size - 1) < 1e-9


@pytest.mark.parametrize(
    "gate",
    [
        rectangle((1, 1), (1, 1)),
        rectangle((2, 2), (0, 0)),
        range_(1, 1),
        polygon((0, 0), (1, 1), (2, 2)),
        polygon((1, 1), (1, 1), (1, 1)),
        ellipse((1, 1), (1, 1), (2, 2)),
        ellipse((1, 1), (0, 0), (0, 0)),
    ],
)
def test_a_gate_without_area_holds_nothing(gate: Json) -> None:
    """Not even the events on its line."""
    assert inside(gate, events(X=[0, 1, 2], Y=[0, 1, 2])) == [False] * 3


@pytest.mark.parametrize(
    "gate", [rectangle((NO_LOW, NO_LOW), (NO_HIGH, NO_HIGH)), polygon(*SQUARE), ellipse((1, 1), (1, 0), (0, 1))]
)
def test_an_event_without_a_value_is_in_no_gate(gate: Json) -> None:
    """NaN in either channel puts it outside."""
    assert inside(gate, events(X=[NAN, 1, 1], Y=[1, NAN, 1])) == [False, False, True]


@pytest.mark.parametrize("gate", [polygon(*SQUARE), ellipse((1, 1), (1, 0), (0, 1))])
def test_an_event_at_infinity_is_outside(gate: Json) -> None:
    """So is one too far out to compute with."""
    assert inside(gate, events(X=[INF, 1, -INF, 1e308], Y=[1, -INF, INF, 1e308])) == [False] * 4


@pytest.mark.parametrize(
    ("gate", "where", "words"),
    [
        (atomic({"type": "AngleGate", "f1": "X", "f2": "Y", "c": 1}), "defaultFilter.type", "AngleGate"),
        (atomic(rectangle((0, 0), (1, 1), f2="FITC-A")), "defaultFilter", "'FITC-A'"),
        (atomic({"f1": "X"}), "defaultFilter", "'type'"),
        (atomic({"type": "RangeGate", "f1": "X", "f1Min": 0}), "defaultFilter", "'f1Max'"),
        (atomic(range_(0, 1) | {"f1Max": "1"}), "defaultFilter.f1Max", "not a number"),
        (atomic(range_(0, 1) | {"f1Max": True}), "defaultFilter.f1Max", "not a number"),
        (atomic(range_(0, 10**400)), "defaultFilter.f1Max", "too large"),
        (atomic(range_(0, NAN)), "defaultFilter.f1Max", "not finite"),
        (atomic(polygon((0, 0), (1, 1))), "defaultFilter.vertices", "3 vertices"),
        (atomic(polygon(*SQUARE) | {"vertices": {}}), "defaultFilter.vertices", "not a list"),
        (atomic(polygon(*SQUARE) | {"vertices": [point((0, 0)), 7]}), "defaultFilter.vertices.1", "not an object"),
        (atomic(range_(0, 1), {"7": range_(0, 1, f1="PE-A")}), "perFileFilters.7", "'PE-A'"),
    ],
)
def test_what_cannot_be_evaluated_is_named(gate: Json, where: str, words: str) -> None:
    """The error gives the place in the tree, and why."""
    with pytest.raises(BadGate) as raised:
        GatingTree(tree({"CD3+": gate})).masks(events(X=[1], Y=[1]), 7)
    assert raised.value.where == f"filterContainers.CD3+.{where}"
    assert words in raised.value.why
    assert str(raised.value) == f"{raised.value.where}: {raised.value.why}"


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "X", "Y", "0", "DEFAULT", "NOT"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["f1Val", "f2Val", "type"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
def test_whatever_a_gate_holds_it_is_evaluated_or_refused(data: st.DataObject) -> None:
    """One member of a sound gate is replaced by any JSON: there is a mask, or BadGate, and nothing else."""
    gate = data.draw(
        st.sampled_from([range_(0, 1), rectangle((0, 0), (1, 1)), polygon(*SQUARE), ellipse((0, 0), (1, 0), (0, 1))])
    )
    changed = gate | {data.draw(st.sampled_from(list(gate))): data.draw(json_values)}
    try:
        mask = inside(changed, events(X=[1, NAN], Y=[1, INF]))
    except BadGate:
        return
    assert len(mask) == 2
