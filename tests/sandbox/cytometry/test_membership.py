"""Which filter an event is said to be in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.gates import BadGate
from omiq_sandbox._cytometry.gating_tree import GatingTree
from omiq_sandbox._cytometry.membership import Membership
from tests.sandbox.cytometry.trees import atomic, events, range_, tree

TEN = events(X=range(10))


def membership(
    filters: list[str], ranges: Mapping[str, tuple[float, float]], parents: Mapping[str, str] | None = None
) -> Membership:
    containers = {name: atomic(range_(*edges)) for name, edges in ranges.items()}
    return Membership.of(GatingTree(tree(containers, parents)), filters, TEN, 1)


def labels(found: Membership) -> str:
    """Write a letter for each event: the last of its filter's path, or a dot."""
    return "".join("." if code == 0 else found.names[code - 1][-1] for code in found.codes())


def test_an_event_in_several_filters_is_in_the_one_with_the_fewest_events() -> None:
    """Whichever is asked for first."""
    ranges: dict[str, tuple[float, float]] = {"A": (0, 8), "B": (2, 5), "C": (4, 6)}
    for filters in (["A", "B", "C"], ["C", "B", "A"]):
        assert labels(membership(filters, ranges)) == "AABBCCAA.."


def test_of_equal_counts_the_filter_farther_from_the_root_wins() -> None:
    """A child that holds all of its parent says more."""
    for filters in (["A", "B"], ["B", "A"]):
        assert labels(membership(filters, {"A": (0, 4), "B": (0, 9)}, {"B": "A"})) == "BBBB......"


def test_of_equal_counts_and_depths_the_first_filter_wins() -> None:
    """In the order asked for."""
    assert labels(membership(["A", "B"], {"A": (0, 4), "B": (2, 6)})) == "AAAABB...."
    assert labels(membership(["B", "A"], {"A": (0, 4), "B": (2, 6)})) == "AABBBB...."


def test_only_the_filters_that_are_asked_for_count() -> None:
    """A node that is not among them gives no name, its parent's path or not."""
    found = membership(["B"], {"A": (0, 8), "B": (2, 5)}, {"B": "A"})
    assert (found.names, labels(found)) == (("A/B",), "..BBB.....")
    assert found.in_any.tolist() == [False] * 2 + [True] * 3 + [False] * 5


def test_a_filter_that_is_asked_for_twice_counts_once() -> None:
    """It would have two columns otherwise."""
    assert membership(["A", "A"], {"A": (0, 4)}).names == ("A",)


@pytest.mark.parametrize("filters", [["UNFILTERED", "A"], ["UNFILTERED"], []])
def test_unfiltered_keeps_every_event_and_names_none(filters: list[str]) -> None:
    """So does asking for no filter at all."""
    found = membership(filters, {"A": (0, 4)})
    assert found.in_any.all()
    assert found.names == tuple(name for name in filters if name == "A")


def test_a_filter_that_is_not_there_is_refused() -> None:
    """It is named."""
    with pytest.raises(BadGate, match="'Z'"):
        membership(["Z"], {"A": (0, 4)})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_no_filter_of_an_event_has_fewer_events_than_the_one_it_is_said_to_be_in(edges: list[tuple[int, int]]) -> None:
    """For any filters, event by event."""
    ranges = {f"F{number}": edge for number, edge in enumerate(edges)}
    found = membership(list(ranges), ranges)
    sizes = np.sum(found.masks, axis=0)
    for code, mask in zip(found.codes(), found.masks, strict=True):
        assert (code == 0) == (not mask.any())
        assert code == 0 or (mask[code - 1] and sizes[code - 1] == sizes[mask].min())
