"""Gates against flowkit's: no event may differ, on generated data and on a real file."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from omiq_sandbox._cytometry.events import Events
from omiq_sandbox._cytometry.gating_tree import GatingTree
from omiq_sandbox._cytometry.reader import read_events
from omiq_sandbox._cytometry.scaling import Scaling
from tests.sandbox.cytometry.flowkit_gates import FlowkitTree, quadrants
from tests.sandbox.cytometry.trees import (
    NO_HIGH,
    NO_LOW,
    Json,
    Pair,
    atomic,
    compound,
    ellipse,
    events,
    point,
    polygon,
    range_,
    rectangle,
    tree,
)

DIVA = Path(__file__).parents[4] / "shared" / "fcs" / "FACS_Diva" / "facs_diva_test.fcs"


def circle(count: int, radius: float, centre: Pair = (0, 0), step: int = 1) -> list[Pair]:
    """Give the corners of a regular polygon, or of a star where `step` leaves corners out."""
    turns = [math.tau * step * corner / count for corner in range(count)]
    return [(centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)) for turn in turns]


def generated(name: str) -> Events:
    """Two clouds that overlap; or all points of a grid, most of which lie on an edge of some gate."""
    if name == "grid":
        x, y = np.meshgrid(np.arange(-6, 6.5, 0.5), np.arange(-6, 6.5, 0.5))
        return events(X=x.ravel(), Y=y.ravel())
    random = np.random.default_rng(7)
    clouds = [random.normal(1, 1.5, (100_000, 2)), random.multivariate_normal([-1, 2], [[2, 1.2], [1.2, 1]], 100_000)]
    x, y = np.concatenate(clouds).T
    return events(X=x, Y=y)


def gates(f1: str = "X", f2: str = "Y", centre: Pair = (0, 0), unit: Pair = (1, 1)) -> Json:
    """Make a tree of every kind of gate and combination in the plane of two channels."""

    def at(pair: Pair) -> Pair:
        return centre[0] + pair[0] * unit[0], centre[1] + pair[1] * unit[1]

    def half(pair: Pair) -> Pair:
        return pair[0] * unit[0], pair[1] * unit[1]

    plane: Json = {"f1": f1, "f2": f2}
    containers = {
        "range": atomic(range_(at((-1, 0))[0], at((2, 0))[0], **plane)),
        "half open range": atomic(range_(NO_LOW, at((1, 0))[0], **plane)),
        "rectangle": atomic(rectangle(at((-1, -2)), at((3, 2)), **plane)),
        "rectangle without bounds": atomic(rectangle((NO_LOW, NO_LOW), (at((1, 1))[0], NO_HIGH), **plane)),
        "triangle": atomic(polygon(at((-3, -1)), at((4, -2)), at((1, 5)), **plane)),
        "square": atomic(polygon(at((-2, -2)), at((2, -2)), at((2, 2)), at((-2, 2)), **plane)),
        "diamond, clockwise": atomic(polygon(at((0, 3)), at((3, 0)), at((0, -3)), at((-3, 0)), **plane)),
        "20 corners": atomic(polygon(*map(at, circle(20, 2.2, (0.3, 0.4))), **plane)),
        "star, crossing itself": atomic(polygon(*map(at, circle(5, 4, step=2)), **plane)),
        "dented": atomic(polygon(at((-4, -4)), at((4, -4)), at((4, 4)), at((0, -1)), at((-4, 4)), **plane)),
        "upright ellipse": atomic(ellipse(at((0, 0)), half((3, 0)), half((0, 2)), **plane)),
        "slanted ellipse": atomic(ellipse(at((0.5, 1)), half((3, 1.1)), half((-0.3, 1.7)), **plane)),
        "AND": compound("AND", ["triangle", "upright ellipse", "range"]),
        "OR": compound("OR", ["star, crossing itself", "slanted ellipse"]),
        "NOT": compound("NOT", ["diamond, clockwise"]),
        "NOT of two": compound("NOT", ["20 corners", "OR"]),
        "per file": atomic(
            rectangle(at((0, 0)), at((1, 1)), **plane), {"42": range_(at((0, 0))[0], at((3, 0))[0], **plane)}
        ),
        "child": atomic(rectangle(at((-2, -2)), at((2, 2)), **plane)),
        "grandchild": compound("NOT", ["20 corners"]),
    }
    return tree(containers, {"child": "triangle", "grandchild": "child", "per file": "NOT"})


def compare(tree_: Json, scaled: Events, title: str) -> dict[str, int]:
    """Print and give how many events differ, for each node that differs."""
    second = FlowkitTree(tree_, scaled, 42)
    found = {}
    print(f"\n{title}: {len(scaled.values):,} events\n{'gate':26} {'inside':>8} {'differing':>9}")  # noqa: T201
    for node_id, mask in GatingTree(tree_).masks(scaled, 42).items():
        differing = int(np.sum(mask != second.mask(node_id)))
        print(f"{node_id:26} {int(mask.sum()):8,} {differing:9,}")  # noqa: T201
        assert 0 < mask.sum() < len(mask), f"{node_id} tells no events apart"
        found[node_id] = differing
    return {node_id: count for node_id, count in found.items() if count}


@pytest.mark.parametrize("name", ["clouds", "grid"])
def test_generated_events_are_where_flowkit_says(name: str) -> None:
    """Two hundred thousand events of a mixture; and a grid whose points lie on corners and edges."""
    assert compare(gates(), generated(name), name) == {}


@pytest.mark.parametrize("name", ["clouds", "grid"])
def test_quadrants_are_flowkits(name: str) -> None:
    """Four rectangles as OMIQ's quadrant gate has them, against one QuadrantGate."""
    scaled, (x, y) = generated(name), (0.5, -1)
    corners: list[tuple[Pair, Pair]] = [
        ((NO_LOW, y), (x, NO_HIGH)),
        ((x, y), (NO_HIGH, NO_HIGH)),
        ((x, NO_LOW), (NO_HIGH, y)),
        ((NO_LOW, NO_LOW), (x, y)),
    ]
    parts = {f"g_QUAD{number}": atomic(rectangle(*corner)) for number, corner in enumerate(corners)}
    masks = GatingTree(tree(parts)).masks(scaled, 1).values()
    for mask, expected in zip(masks, quadrants((x, y), scaled), strict=True):
        assert mask.any()
        np.testing.assert_array_equal(mask, expected)


@pytest.mark.skipif(not DIVA.exists(), reason="the folder of real FCS files is not there")
def test_a_real_files_events_are_where_flowkit_says() -> None:
    """83,411 events that a BD FACSDiva wrote, in planes of scatter and of fluorescence."""
    raw = read_events(DIVA)
    scaling = Scaling.of_task(
        {
            "scaling": {
                "features": {
                    channel.name: {"type": "None (linear)"}
                    if channel.is_linear
                    else {"type": "Arcsinh", "cofactor": 150}
                    for channel in raw.channels
                }
            }
        }
    )
    scaled = scaling.apply(raw)
    for f1, f2 in (("FSC-A", "SSC-A"), ("APC-A", "PE-A"), ("FITC-A", "SSC-A")):
        plane = np.column_stack([scaled.column(f1), scaled.column(f2)])
        centre, unit = np.median(plane, axis=0), plane.std(axis=0) / 2
        tree_ = gates(f1, f2, (centre[0], centre[1]), (unit[0], unit[1]))
        assert compare(tree_, scaled, f"{DIVA.name}, {f1} against {f2}") == {}


def test_the_published_example_is_what_flowkit_says() -> None:
    """A tree as OMIQ's GUI writes it: rectangle, polygon with one for a file, NOT, ellipse, split."""
    corners: list[Pair] = [(1, 0), (4, 0), (4, 3), (1, 3)]
    of_a_file: list[Pair] = [(2, 0), (4, 0), (4, 3), (2, 3)]
    plane: Json = {"f1": "BV421-A", "f2": "PE-A"}
    containers = {
        "CELL": atomic(rectangle((1000, NO_LOW), (NO_HIGH, 200000), f1="FSC-A", f2="SSC-A")),
        "POLY": atomic(polygon(*corners, **plane), {"42": polygon(*of_a_file, **plane)}),
        "NOTP": compound("NOT", ["POLY"]),
        "ELLI": atomic(
            {"type": "EllipseGate", **plane, "v": 1, "labelLoc": {}}
            | {"left": point((1, 1.5)), "right": point((4, 1.5))}
            | {"top": point((2.5, 2.5)), "bottom": point((2.5, 0.5))}
        ),
        "HALF": atomic(range_(NO_LOW, 1.0, f1="PE-A", f2="SSC-A")),
    }
    random = np.random.default_rng(3)
    columns = {"FSC-A": random.normal(1500, 500, 50_000), "SSC-A": random.normal(150_000, 50_000, 50_000)}
    columns |= {"BV421-A": random.normal(2.5, 1, 50_000), "PE-A": random.normal(1.5, 1, 50_000)}
    parents = {"POLY": "CELL", "NOTP": "CELL", "ELLI": "POLY", "HALF": "CELL"}
    assert compare(tree(containers, parents), events(**columns), "example") == {}
