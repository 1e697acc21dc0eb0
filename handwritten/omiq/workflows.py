"""What a workflow holds, found by name: its tasks as a tree, the filters open to a task, its artifacts.

Tasks, nodes and containers are the workflow's own views: what they hold beyond the catalog stays in `.raw`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ._errors import ConfigurationError
from ._nearest import nearest

if TYPE_CHECKING:
    from omiq_generated.models import FilterContainer, GatingNode, GatingTree, Task, TaskArtifact, Workflow


class Branch(NamedTuple):
    """A task with the branches below it."""

    task: Task
    below: tuple[Branch, ...]


class Filter(NamedTuple):
    """A filter of a gating task; `path` joins the names from the root by `/`, as exports have them (`omiqgt`)."""

    id: str
    name: str
    path: str
    task_id: int
    node: GatingNode
    container: FilterContainer | None


def task_tree(workflow: Workflow) -> tuple[Branch, ...]:
    """Return the tasks at the root, each with those below it, in the order of the workflow.

    Each task stands in it once: one whose parent is not there is at the root, and so is the first of a cycle.
    """
    tasks = list(workflow.tasks or ())
    ids = {task.id for task in tasks}
    seen: set[int] = set()  # positions, since ids may occur twice

    def branches(chosen: Iterable[int]) -> tuple[Branch, ...]:
        grown = []
        for place in chosen:
            if place not in seen:
                seen.add(place)
                grown.append(Branch(tasks[place], branches(children.get(tasks[place].id, ()))))
        return tuple(grown)

    children: dict[int, list[int]] = {}
    for place, task in enumerate(tasks):
        if task.parent_id is not None and task.parent_id in ids:
            children.setdefault(task.parent_id, []).append(place)
    rooted = [place for place, task in enumerate(tasks) if task.parent_id is None or task.parent_id not in ids]
    return (*branches(rooted), *branches(range(len(tasks))))


def upstream(workflow: Workflow, task: Task | int) -> list[Task]:
    """Return the task and those above it, the nearest first; a cycle ends where it comes back.

    Raise ConfigurationError where the workflow has no such task.
    """
    found = find_task(workflow, id=task if isinstance(task, int) else task.id)
    by_id = {each.id: each for each in workflow.tasks or ()}
    lineage = {found.id: found}
    while (above := by_id.get(found.parent_id or 0)) is not None and above.id not in lineage:
        found = lineage[above.id] = above
    return list(lineage.values())


def find_tasks(
    workflow: Workflow, *, id: int | None = None, type: str | None = None, name: str | None = None
) -> list[Task]:
    """Return the tasks with this id, type and name, as far as they are given."""
    return [
        task
        for task in workflow.tasks or ()
        if (id is None or task.id == id)
        and (type is None or task.type == type)
        and (name is None or _name(task) == name)
    ]


def find_task(workflow: Workflow, *, id: int | None = None, type: str | None = None, name: str | None = None) -> Task:
    """Return the one task with this id, type and name; raise ConfigurationError where there is none, or several."""
    found = find_tasks(workflow, id=id, type=type, name=name)
    if len(found) == 1:
        return found[0]
    asked = ", ".join(
        f"{key} {value!r}" for key, value in (("id", id), ("type", type), ("name", name)) if value is not None
    )
    if not found and name is not None:
        names = (_name(task) or "" for task in workflow.tasks or ())
        raise ConfigurationError(f"The workflow has no task with {asked}{nearest(name, names)}")
    there = "; ".join(_told(task) for task in found or workflow.tasks or ()) or "it has none"
    count = f"{len(found)} tasks" if found else "no task"
    raise ConfigurationError(f"The workflow has {count} with {asked or 'any name'}: {there}")


def filters(workflow: Workflow, task: Task | int) -> list[Filter]:
    """Return the filters open to a task: those of its own tree and of all tasks above it (`help-tasks`), topmost first.

    Where several tasks have a filter of one id, the nearest task's counts.
    """
    found: dict[str, Filter] = {}
    for each in reversed(upstream(workflow, task)):
        if each.gating_tree is not None:
            found |= _filters_of(each.id, each.gating_tree)
    return list(found.values())


def filter_id(workflow: Workflow, task: Task | int, path: str) -> str:
    """Return the id of the filter with this path, `Cells/CD3+`; an id is returned as it is.

    Raise ConfigurationError where none is open to the task, with the nearest, and where several have this path.
    """
    there = filters(workflow, task)
    by_path = [each.id for each in there if each.path == path]
    if len(by_path) == 1:
        return by_path[0]
    if by_path:
        raise ConfigurationError(f"Several filters have the path {path!r}; name one by its id: {', '.join(by_path)}")
    if any(each.id == path for each in there):
        return path
    raise ConfigurationError(f"No filter {path!r} is open to the task{nearest(path, [each.path for each in there])}")


def filter_path(workflow: Workflow, task: Task | int, id: str) -> str:
    """Return the path of the filter with this id; raise ConfigurationError where it is not open to the task."""
    for each in filters(workflow, task):
        if each.id == id:
            return each.path
    raise ConfigurationError(f"No filter with the id {id!r} is open to the task")


def artifacts(workflow: Workflow, task: Task | int | None = None) -> list[TaskArtifact]:
    """Return the artifacts of a task, or of all."""
    task_id = task if task is None or isinstance(task, int) else task.id
    return [each for each in workflow.task_artifacts or () if task_id is None or each.task_id == task_id]


def _filters_of(task_id: int, tree: GatingTree) -> dict[str, Filter]:
    nodes: Mapping[str, GatingNode] = tree.nodes or {}
    containers: Mapping[str, FilterContainer] = tree.filter_containers or {}

    def container(node: GatingNode) -> FilterContainer | None:
        return containers.get(node.filter_container_id or "")

    def name(id: str) -> str:
        held = container(nodes[id])
        return (held.name if held is not None else None) or id

    def path(id: str) -> str:
        lineage = [id]
        while (above := nodes[lineage[-1]].parent_id or "") in nodes and above not in lineage:
            lineage.append(above)
        return "/".join(map(name, reversed(lineage)))

    return {id: Filter(id, name(id), path(id), task_id, node, container(node)) for id, node in nodes.items()}


def _name(task: Task) -> str | None:
    name = task.raw.get("name")
    return name if isinstance(name, str) else None


def _told(task: Task) -> str:
    return f"{task.id} ({_name(task) or task.type or 'no type'})"
