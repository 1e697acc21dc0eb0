"""What a workflow holds, found by name."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq
from omiq import workflows
from omiq.models import Workflow
from tests.support.studies import CD3_POSITIVE, LARGE

SCALING = {"id": 1, "type": "ScalingTask", "parentId": 0, "of a later day": [1.0]}
GATED = Workflow.view({"id": 9, "datasetId": 4, "tasks": [SCALING, CD3_POSITIVE, LARGE]})

parents = st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=8)
names = st.lists(st.tuples(st.text("ab/", min_size=1, max_size=2), st.integers(0, 9)), max_size=8)


def workflow_of(parents: Iterable[int | None]) -> Workflow:
    return Workflow.view({"tasks": [{"id": n, "parentId": parent} for n, parent in enumerate(parents, 1)]})


def gated(nodes: Iterable[tuple[str, int]]) -> Workflow:
    """Return a workflow of one task whose filters have these names and parents, who may be missing or below them."""
    listed = list(enumerate(nodes, 1))
    tree = {
        "nodes": {
            f"n{n}": {"id": f"n{n}", "parentId": f"n{up}", "filterContainerId": f"c{n}"} for n, (_, up) in listed
        },
        "filterContainers": {f"c{n}": {"id": f"c{n}", "name": name} for n, (name, _) in listed},
    }
    return Workflow.view({"tasks": [{"id": 1, "type": "GatingTask", "gatingTree": tree}]})


def planted(branches: Iterable[workflows.Branch]) -> list[int]:
    return [id for branch in branches for id in (branch.task.id, *planted(branch.below))]


@given(parents)
def test_tree_holds_each_task_once_whatever_the_parents_are(parents: list[int | None]) -> None:
    """Orphans and cycles too."""
    workflow = workflow_of(parents)
    assert sorted(planted(workflows.task_tree(workflow))) == list(range(1, len(parents) + 1))


def test_tree_has_tasks_below_their_parents() -> None:
    """The sandbox's study is one branch."""
    (root,) = workflows.task_tree(GATED)
    assert [root.task.id, root.below[0].task.id, root.below[0].below[0].task.id] == [1, 2, 3]


@given(parents.filter(bool))
def test_upstream_of_any_task_ends(parents: list[int | None]) -> None:
    """Each task above comes once, the task itself first."""
    workflow = workflow_of(parents)
    for task in workflow.tasks or ():
        lineage = [each.id for each in workflows.upstream(workflow, task)]
        assert lineage[0] == task.id
        assert len(set(lineage)) == len(lineage)
        assert all((workflow.tasks or [])[low - 1].parent_id == high for low, high in pairwise(lineage))


@given(names)
def test_paths_lead_back_to_their_filters(nodes: list[tuple[str, int]]) -> None:
    """A path that several filters have is refused, and no filter is lost."""
    workflow = gated(nodes)
    found = workflows.filters(workflow, 1)
    assert [each.id for each in found] == [f"n{n}" for n in range(1, len(nodes) + 1)]
    for each in found:
        assert workflows.filter_path(workflow, 1, each.id) == each.path
        assert each.path.endswith(each.name)
        if [other.path for other in found].count(each.path) == 1:
            assert workflows.filter_id(workflow, 1, each.path) == each.id
        else:
            with pytest.raises(omiq.ConfigurationError, match="Several"):
                workflows.filter_id(workflow, 1, each.path)


def test_filters_of_tasks_above_are_open_and_those_below_are_not() -> None:
    """The topmost come first."""
    assert [each.path for each in workflows.filters(GATED, 3)] == ["CD3+", "Large"]
    assert [each.path for each in workflows.filters(GATED, 2)] == ["CD3+"]
    assert workflows.filters(GATED, 1) == []


def test_nearest_task_counts_where_filters_share_an_id() -> None:
    """The filter below overrides the one above."""
    below = {**CD3_POSITIVE, "id": 3, "parentId": 2}
    workflow = Workflow.view({"tasks": [SCALING, CD3_POSITIVE, below]})
    assert [each.task_id for each in workflows.filters(workflow, 3)] == [3]


def test_path_joins_the_names_from_the_root() -> None:
    """As exports have it."""
    assert workflows.filter_id(gated([("Cells", 0), ("CD3+", 1)]), 1, "Cells/CD3+") == "n2"


@pytest.mark.parametrize("missing", [{"name": "CD3"}, {"name": "cd3+"}])
def test_missing_task_names_the_nearest(missing: dict[str, Any]) -> None:
    """A misspelt name is told."""
    with pytest.raises(omiq.ConfigurationError, match=r"did you mean 'CD3\+'"):
        workflows.find_task(GATED, **missing)


def test_task_is_found_by_id_type_or_name() -> None:
    """Several matches are refused, and named."""
    assert workflows.find_task(GATED, id=2) == workflows.find_task(GATED, name="CD3+")
    assert [task.id for task in workflows.find_tasks(GATED, type="GatingTask")] == [2, 3]
    with pytest.raises(omiq.ConfigurationError, match=r"2 tasks with type 'GatingTask': 2 \(CD3\+\); 3 \(Large\)"):
        workflows.find_task(GATED, type="GatingTask")
    with pytest.raises(omiq.ConfigurationError, match=r"no task with id 7: 1 \(ScalingTask\)"):
        workflows.find_task(GATED, id=7)


def test_missing_filter_names_the_nearest() -> None:
    """A misspelt path is told; a filter of a task below is not open."""
    with pytest.raises(omiq.ConfigurationError, match=r"did you mean 'Large'"):
        workflows.filter_id(GATED, 3, "Lage")
    with pytest.raises(omiq.ConfigurationError, match=r"there are CD3\+"):
        workflows.filter_id(GATED, 2, "Large")


def test_artifacts_are_those_of_the_task() -> None:
    """Or all."""
    held = [{"taskId": 1, "file": "a.csv"}, {"taskId": 2, "file": "b.csv", "bytes": 7}]
    workflow = Workflow.view({"taskArtifacts": held})
    assert [each.raw for each in workflows.artifacts(workflow)] == held
    assert [each.raw for each in workflows.artifacts(workflow, 2)] == held[1:]


def test_helpers_return_the_views_themselves() -> None:
    """What the catalog does not know is still in them, and the workflow stays as it was."""
    before = deepcopy(GATED.raw)
    assert workflows.find_task(GATED, type="ScalingTask").raw is GATED.raw["tasks"][0]
    assert workflows.filters(GATED, 2)[0].node.raw is GATED.raw["tasks"][1]["gatingTree"]["nodes"]["cd3p"]
    assert GATED.raw == before
