"""The tasks of a workflow: a tree by their `parentId`, some of them with a tree of filters (`urgap`)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from .._refusals import Refusal

Task: TypeAlias = Mapping[str, Any]
Id = TypeVar("Id", bound=Hashable)

_GREATEST_TASK_ID: Final = 2**31 - 1


def tasks_of(document: Mapping[str, Any]) -> Sequence[Task]:
    """Return the tasks of a workflow's document."""
    tasks: Sequence[Task] = document.get("tasks", ())
    return tasks


def filters_of(task: Task) -> dict[str, str]:
    """Return the names of a task's filters by their id, which is the node's in its gating tree."""
    nodes, containers = _gating_tree(task)
    return {id_: containers.get(node.get("filterContainerId"), {}).get("name", "") for id_, node in nodes.items()}


def lineage(tasks: Iterable[Task], task_id: int) -> list[Task]:
    """Return a task and those above it, the root first. Empty where there is no such task."""
    by_id: dict[int | None, Task] = {task["id"]: task for task in tasks}
    found: list[Task] = []
    here = by_id.get(task_id)
    while here is not None:
        found.append(here)
        here = by_id.get(_parent(here))
    return found[::-1]


def with_all_below(tasks: Iterable[Task], task_ids: Iterable[int]) -> set[int]:
    """Return the ids of these tasks, and of those that stand below them."""
    below: dict[int | None, list[int]] = {}
    for task in tasks:
        below.setdefault(_parent(task), []).append(task["id"])
    found: set[int] = set()
    todo = list(task_ids)
    while todo:
        task_id = todo.pop()
        found.add(task_id)
        todo.extend(below.get(task_id, ()))
    return found


def changed(before: Iterable[Task], after: Iterable[Task]) -> set[int]:
    """Return the ids of the tasks that are another afterwards, or gone."""
    later = {task["id"]: task for task in after}
    return {task["id"] for task in before if later.get(task["id"]) != task}


def check(document: Mapping[str, Any]) -> None:
    """Refuse (400) tasks that are no tree, and gating trees that are none, naming the place.

    What a filter does is not looked at: kinds of gates that the sandbox does not know may be saved.
    """
    places: dict[int, str] = {}
    for index, task in enumerate(tasks_of(document)):
        place, task_id = f"tasks.{index}", task["id"]
        if not 0 < task_id <= _GREATEST_TASK_ID:
            raise Refusal(400, f"{place}.id: a task's id is from 1 to {_GREATEST_TASK_ID}")
        if task_id in places:
            raise Refusal(400, f"{place}.id: there are two tasks {task_id}")
        places[task_id] = place
        _check_filters(task, f"{place}.gatingTree")
    _check_parents({task["id"]: _parent(task) for task in tasks_of(document)}, places, "task")


def _parent(task: Task) -> int | None:
    return task.get("parentId") or None


def _gating_tree(task: Task) -> tuple[dict[str, Any], dict[str, Any]]:
    tree = task.get("gatingTree", {})
    return tree.get("nodes", {}), tree.get("filterContainers", {})


def _check_filters(task: Task, place: str) -> None:
    nodes, containers = _gating_tree(task)
    places = {node_id: f"{place}.nodes.{node_id}" for node_id in nodes}
    _check_parents({node_id: node.get("parentId") or None for node_id, node in nodes.items()}, places, "node")
    for node_id, node in nodes.items():
        container_id = node.get("filterContainerId")
        if container_id is not None and container_id not in containers:
            raise Refusal(400, f"{places[node_id]}.filterContainerId: there is no filter container {container_id!r}")
    for container_id, container in containers.items():
        for part in container.get("filterContainerIds", ()):
            if part not in containers:
                there = f"{place}.filterContainers.{container_id}.filterContainerIds"
                raise Refusal(400, f"{there}: there is no filter container {part!r}")


def _check_parents(parents: Mapping[Id, Id | None], places: Mapping[Id, str], what: str) -> None:
    rooted: set[Id] = set()
    for first in parents:
        path: set[Id] = set()
        below, here = first, parents[first]
        while below not in rooted and here is not None:
            path.add(below)
            if here not in parents:
                raise Refusal(400, f"{places[below]}.parentId: there is no {what} {here!r}")
            if here in path:
                raise Refusal(400, f"{places[below]}.parentId: the {what} {here!r} would be above itself")
            below, here = here, parents[here]
        rooted |= {below, *path}
