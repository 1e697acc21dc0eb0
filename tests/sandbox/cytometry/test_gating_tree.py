"""Gating trees: containers, nodes, paths, files, and trees that are none."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.gates import BadGate
from omiq_sandbox._cytometry.gating_tree import GatingTree
from tests.sandbox.cytometry.trees import Json, atomic, compound, events, members, range_, rectangle, tree

FIVE = events(X=[0, 1, 2, 3, 4], Y=[0, 0, 0, 0, 0])
LOW, MIDDLE, HIGH = atomic(range_(0, 2)), atomic(range_(1, 4)), atomic(range_(3, 5))


def rows_in(tree_: Json, file_id: int = 1) -> dict[str, list[int]]:
    """Give the rows of FIVE that each node of a tree holds."""
    return {node: members(mask) for node, mask in GatingTree(tree_).masks(FIVE, file_id).items()}


def test_a_row_is_in_a_node_if_it_is_in_the_parent_too() -> None:
    """The same gate holds less further down."""
    assert rows_in(tree({"LOW": LOW, "MIDDLE": MIDDLE}, {"MIDDLE": "LOW"})) == {"LOW": [0, 1], "MIDDLE": [1]}


def test_nodes_may_come_in_any_order() -> None:
    """A child that stands before its parent is in it all the same."""
    assert rows_in(tree({"MIDDLE": MIDDLE, "LOW": LOW}, {"MIDDLE": "LOW"})) == {"MIDDLE": [1], "LOW": [0, 1]}


@pytest.mark.parametrize(("how", "rows"), [("AND", [1]), ("OR", [0, 1, 2, 3]), ("NOT", [4])])
def test_containers_are_combined(how: str, rows: list[int]) -> None:
    """All of them, any of them, none of them."""
    assert rows_in(tree({"LOW": LOW, "MIDDLE": MIDDLE, how: compound(how, ["LOW", "MIDDLE"])}))[how] == rows


def test_not_of_one_container_turns_it_round() -> None:
    """Within the node's parent."""
    containers = {"MIDDLE": MIDDLE, "LOW": LOW, "NOT": compound("NOT", ["LOW"])}
    assert rows_in(tree(containers, {"NOT": "MIDDLE"}))["NOT"] == [2, 3]


def test_a_combination_takes_filters_without_the_parents_of_their_nodes() -> None:
    """The part hangs below another node, which does not count here."""
    containers = {"HIGH": HIGH, "LOW": LOW, "ANY": compound("OR", ["LOW"])}
    assert rows_in(tree(containers, {"LOW": "HIGH"})) == {"HIGH": [3, 4], "LOW": [], "ANY": [0, 1]}


def test_combinations_may_be_combined() -> None:
    """An inner one is evaluated first."""
    containers = {
        "A": compound("AND", ["N", "MIDDLE"]),
        "N": compound("NOT", ["LOW"]),
        "LOW": LOW,
        "MIDDLE": MIDDLE,
    }
    assert rows_in(tree(containers))["A"] == [2, 3]


def test_one_container_may_stand_under_many_nodes() -> None:
    """Each node holds what its own parent leaves."""
    both = tree({"LOW": LOW, "HIGH": HIGH, "MIDDLE": MIDDLE}, {"MIDDLE": "LOW"})
    both["nodes"]["twin"] = {"parentId": "HIGH", "filterContainerId": "MIDDLE"}
    found = rows_in(both)
    assert (found["MIDDLE"], found["twin"]) == ([1], [3])
    assert GatingTree(both).path("twin") == "HIGH/MIDDLE"


def test_a_filter_per_file_replaces_the_default_for_that_file() -> None:
    """For other files the default stays, also within a combination."""
    containers = {"G": atomic(range_(0, 2), {"7": range_(3, 5)}), "N": compound("NOT", ["G"])}
    assert rows_in(tree(containers), 7) == {"G": [3, 4], "N": [0, 1, 2]}
    assert rows_in(tree(containers), 8) == {"G": [0, 1], "N": [2, 3, 4]}


def test_a_path_joins_the_names_from_the_root() -> None:
    """A node at the root has its bare name."""
    found = GatingTree(tree({"Data cleanup 2": LOW, "PAX6+": MIDDLE}, {"PAX6+": "Data cleanup 2"}))
    assert (found.path("Data cleanup 2"), found.path("PAX6+")) == ("Data cleanup 2", "Data cleanup 2/PAX6+")


@pytest.mark.parametrize("root", ["", None])
def test_a_node_without_parent_is_at_the_root(root: str | None) -> None:
    """Empty as OMIQ writes it, null, or missing."""
    found = tree({"LOW": LOW, "HIGH": HIGH})
    found["nodes"]["LOW"]["parentId"] = root
    del found["nodes"]["HIGH"]["parentId"]
    assert rows_in(found) == {"LOW": [0, 1], "HIGH": [3, 4]}


def test_only_what_is_asked_for_is_evaluated() -> None:
    """A gate that cannot be evaluated harms nobody who does not ask for it."""
    angle = atomic({"type": "AngleGate"})
    found = GatingTree(tree({"LOW": LOW, "MIDDLE": MIDDLE, "ANGLE": angle}, {"MIDDLE": "LOW"}))
    assert list(found.masks(FIVE, 1, ["MIDDLE"])) == ["MIDDLE"]
    with pytest.raises(BadGate, match="AngleGate"):
        found.masks(FIVE, 1)


def test_a_container_of_an_unknown_type_harms_only_those_who_need_it() -> None:
    """By itself, in a combination, and through the node above; the place is named."""
    containers = {"LOW": LOW, "CAT": {"type": "CATEGORICAL"}, "NOT": compound("NOT", ["CAT"]), "SUB": MIDDLE}
    found = GatingTree(tree(containers, {"SUB": "CAT"}))
    assert members(found.masks(FIVE, 1, ["LOW"])["LOW"]) == [0, 1]
    for node_id in ("CAT", "NOT", "SUB"):
        with pytest.raises(BadGate, match="'CATEGORICAL'") as raised:
            found.masks(FIVE, 1, [node_id])
        assert raised.value.where == "filterContainers.CAT.type"


def test_a_long_cycle_is_told_in_short() -> None:
    """The message would be as long as the tree."""
    names = [str(number) for number in range(1000)]
    circle = tree(dict.fromkeys(names, LOW), dict(zip(names, names[1:] + names[:1], strict=True)))
    with pytest.raises(BadGate, match="back to itself") as raised:
        GatingTree(circle)
    assert len(str(raised.value)) < 200


def test_a_filter_that_is_not_there_is_named() -> None:
    """By masks and by path."""
    with pytest.raises(BadGate, match="'zzzz'"):
        GatingTree(tree({"LOW": LOW})).masks(FIVE, 1, ["zzzz"])
    with pytest.raises(BadGate, match="'zzzz'"):
        GatingTree({}).path("zzzz")


def test_the_trees_of_several_tasks_are_one() -> None:
    """A filter that stands in two of them counts as in the last; a node may hang below one of another task."""
    first = tree({"LOW": LOW, "HIGH": HIGH})
    second = tree({"HIGH": MIDDLE, "SUB": atomic(range_(2, 5))}, {"SUB": "HIGH"})
    third = {"nodes": {"N": {"parentId": "LOW", "filterContainerId": "SUB"}}}
    found = GatingTree.merged([first, second, third, {}])
    assert {node: members(mask) for node, mask in found.masks(FIVE, 1).items()} == {
        "LOW": [0, 1],
        "HIGH": [1, 2, 3],
        "SUB": [2, 3],
        "N": [],
    }


def test_a_tree_without_nodes_is_a_tree() -> None:
    """A gating task in which nothing is drawn yet."""
    assert GatingTree({}).masks(FIVE, 1) == {}


CHANGES: list[tuple[str, Any, str, str]] = [
    ("nodes.LOW.parentId", "gone", "nodes.LOW", "no node 'gone'"),
    ("nodes.LOW.parentId", "HIGH", "nodes.", "back to itself"),
    ("nodes.LOW.parentId", 0, "nodes.LOW.parentId", "not a text"),
    ("nodes.LOW", None, "nodes.LOW", "not an object"),
    ("nodes.LOW.filterContainerId", "gone", "nodes.LOW.filterContainerId", "no filter container 'gone'"),
    ("nodes.LOW.filterContainerId", [], "nodes.LOW.filterContainerId", "not a text"),
    ("filterContainers.LOW.name", 5, "filterContainers.LOW.name", "not a text"),
    ("filterContainers.LOW.type", 5, "filterContainers.LOW.type", "not a text"),
    ("filterContainers.LOW.perFileFilters", [], "filterContainers.LOW.perFileFilters", "not an object"),
    ("filterContainers.NOT.filterContainerIds", [], "filterContainers.NOT.filterContainerIds", "At least one"),
    ("filterContainers.NOT.filterContainerIds", "LOW", "filterContainers.NOT.filterContainerIds", "not a list"),
    ("filterContainers.NOT.filterContainerIds", [["LOW"]], "filterContainers.NOT.filterContainerIds.0", "not a text"),
    ("filterContainers.NOT.filterContainerIds", ["gone"], "filterContainers.NOT", "no filter container 'gone'"),
    ("filterContainers.NOT.filterContainerIds", ["NOT"], "filterContainers.NOT", "back to itself: NOT → NOT"),
    ("nodes", [], "nodes", "not an object"),
]


@pytest.mark.parametrize(("place", "value", "where", "words"), CHANGES)
def test_what_is_no_tree_is_refused(place: str, value: object, where: str, words: str) -> None:
    """The error names the place."""
    broken: Any = tree({"LOW": LOW, "HIGH": HIGH, "NOT": compound("NOT", ["LOW"])}, {"HIGH": "LOW"})
    *path, last = place.split(".")
    inner = broken
    for name in path:
        inner = inner[name]
    inner[last] = value
    with pytest.raises(BadGate, match=words) as raised:
        GatingTree(broken)
    assert raised.value.where.startswith(where)


@pytest.mark.parametrize("no_tree", [None, [], "tree", 3])
def test_what_is_no_object_is_no_tree(no_tree: object) -> None:
    """Alone or among others."""
    for make in (GatingTree, lambda value: GatingTree.merged([value])):
        with pytest.raises(BadGate, match="not an object"):
            make(no_tree)


def test_a_tree_may_be_deep() -> None:
    """Ten thousand nodes and combinations below one another are no matter of Python's stack."""
    names = [str(number) for number in range(10_000)]
    containers = {"0": LOW} | {name: compound("OR", [above]) for above, name in pairwise(names)}
    deep = tree(containers, {name: above for above, name in pairwise(names)})
    assert members(GatingTree(deep).masks(FIVE, 1, [names[-1]])[names[-1]]) == [0, 1]


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "A", "B", "DEFAULT", "AND", "NOT"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["A", "B", "type", "name", "parentId", "defaultFilter"]), inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the places of all values within a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, item in inner for place in places(item, (*path, name)))]


@given(st.data())
def test_whatever_a_tree_holds_it_is_evaluated_or_refused(data: st.DataObject) -> None:
    """Values of a sound tree are replaced by any JSON or left out: there are masks, or BadGate, and nothing else."""
    sound = tree({"A": atomic(rectangle((0, 0), (1, 1)), {"1": range_(0, 1)}), "B": compound("NOT", ["A"])}, {"B": "A"})
    broken = json.loads(json.dumps({"tree": sound}))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from([place for place in places(broken) if place]))
        inner = broken
        for name in path:
            inner = inner[name]
        if isinstance(inner, dict) and last != "tree" and data.draw(st.booleans()):
            del inner[last]
        else:
            inner[last] = data.draw(json_values)
    try:
        masks = GatingTree.merged([broken["tree"]]).masks(FIVE, 1)
    except BadGate:
        return
    assert all(mask.dtype == np.bool_ and mask.shape == (5,) for mask in masks.values())
