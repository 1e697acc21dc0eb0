"""The gating tree of a workflow's task: named filters below one another, and which events are in each (`omiqgt`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

import numpy as np

from .events import Events
from .gates import BadGate, Mask, read_gate
from .settings import Setting

_NODES: Final = "nodes"
_CONTAINERS: Final = "filterContainers"
_MOST_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree; `parent` is a node's id, None at the root, and `container` that of its filter."""

    parent: str | None
    container: str
    name: str


@dataclass(frozen=True, slots=True)
class _Atomic:
    """One gate, or another one for some files; these are read when they are needed."""

    default: Setting
    per_file: Mapping[str, Setting]

    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Compound:
    """Other containers combined: all of them (AND), any (OR), or none (NOT)."""

    type: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A container of a type that the sandbox does not know, such as a categorical filter's."""

    type: Setting

    parts: tuple[str, ...] = ()


class GatingTree:
    """The filters of one or more tasks.

    A tree that cannot be one is refused at once; a gate or a filter container that the sandbox cannot evaluate, when
    it is asked for.
    """

    def __init__(self, tree: object) -> None:
        """Read a task's `gatingTree`. Raises BadGate, naming the place in it."""
        root = Setting(tree, "", BadGate)
        self._containers = {id_: _container(setting) for id_, setting in _members(root, _CONTAINERS)}
        self._container_order = _ordered(
            _CONTAINERS, "filter container", {id_: container.parts for id_, container in self._containers.items()}
        )
        names = {id_: setting.member("name").text() for id_, setting in _members(root, _CONTAINERS)}
        self.nodes = {id_: _node(setting, names) for id_, setting in _members(root, _NODES)}
        self._node_order = _ordered(
            _NODES, "node", {id_: (node.parent,) if node.parent else () for id_, node in self.nodes.items()}
        )

    @classmethod
    def merged(cls, trees: Iterable[object]) -> GatingTree:
        """Read the `gatingTree` of tasks from the root down: what stands in several of them counts as in the last."""
        nodes: dict[str, object] = {}
        containers: dict[str, object] = {}
        for tree in trees:
            root = Setting(tree, "", BadGate)
            nodes |= {id_: setting.value for id_, setting in _members(root, _NODES)}
            containers |= {id_: setting.value for id_, setting in _members(root, _CONTAINERS)}
        return cls({_NODES: nodes, _CONTAINERS: containers})

    def lineage(self, node_id: str) -> list[str]:
        """Give a node's id and those above it, the root's first. Raises BadGate where there is no such node."""
        self._require(node_id)
        lineage = []
        here: str | None = node_id
        while here is not None:
            lineage.append(here)
            here = self.nodes[here].parent
        return lineage[::-1]

    def path(self, node_id: str) -> str:
        """Join the names from the root to a node by "/"."""
        return "/".join(self.nodes[id_].name for id_ in self.lineage(node_id))

    def masks(self, scaled: Events, file_id: int, node_ids: Iterable[str] | None = None) -> dict[str, Mask]:
        """Tell of each scaled event of a file whether it is in these nodes, or in every node where none are named.

        Raises BadGate where there is no such node, and where a gate cannot be evaluated.
        """
        asked = list(self.nodes if node_ids is None else node_ids)
        for node_id in asked:
            self._require(node_id)
        wanted = set(asked)
        for node_id in reversed(self._node_order):
            parent = self.nodes[node_id].parent
            if node_id in wanted and parent is not None:
                wanted.add(parent)
        filters = self._filters(scaled, file_id, {self.nodes[node_id].container for node_id in wanted})
        masks: dict[str, Mask] = {}
        for node_id in self._node_order:
            if node_id in wanted:
                node = self.nodes[node_id]
                passes = filters[node.container]
                masks[node_id] = passes if node.parent is None else passes & masks[node.parent]
        return {node_id: masks[node_id] for node_id in asked}

    def _require(self, node_id: str) -> None:
        if node_id not in self.nodes:
            raise BadGate(_NODES, f"There is no filter {node_id!r}.")

    def _filters(self, scaled: Events, file_id: int, asked: set[str]) -> dict[str, Mask]:
        """Evaluate these containers, and those that they are made of."""
        wanted = set(asked)
        for container_id in reversed(self._container_order):
            if container_id in wanted:
                wanted.update(self._containers[container_id].parts)
        masks: dict[str, Mask] = {}
        for container_id in self._container_order:
            if container_id in wanted:
                match self._containers[container_id]:
                    case _Compound(how, parts):
                        masks[container_id] = _combined(how, [masks[part] for part in parts])
                    case _Atomic(default, per_file):
                        masks[container_id] = _inside(per_file.get(str(file_id), default), scaled)
                    case _Unknown(kind):
                        raise kind.bad(f"The sandbox knows no filter container of type {kind.text()!r}.")
        return masks


def _inside(setting: Setting, scaled: Events) -> Mask:
    try:
        return read_gate(setting).inside(scaled)
    except KeyError as missing:
        raise setting.bad(f"The file has no channel {missing.args[0]!r}.") from None


def _combined(how: str, masks: list[Mask]) -> Mask:
    combine = np.logical_and if how == "AND" else np.logical_or
    passes: Mask = combine.reduce(masks)
    return ~passes if how == "NOT" else passes


def _members(root: Setting, name: str) -> Iterable[tuple[str, Setting]]:
    members = root.optional(name)
    return () if members is None else members.members()


def _container(setting: Setting) -> _Atomic | _Compound | _Unknown:
    kind = setting.member("type")
    match kind.text():
        case "DEFAULT":
            per_file = setting.optional("perFileFilters")
            return _Atomic(setting.member("defaultFilter"), {} if per_file is None else dict(per_file.members()))
        case "AND" | "OR" | "NOT" as how:
            parts = setting.member("filterContainerIds")
            if not parts.items():
                raise parts.bad("At least one filter container is to be combined.")
            return _Compound(how, tuple(part.text() for part in parts.items()))
        case _:
            return _Unknown(kind)


def _node(setting: Setting, names: Mapping[str, str]) -> Node:
    parent = setting.optional("parentId")
    container = setting.member("filterContainerId")
    if container.text() not in names:
        raise container.bad(f"There is no filter container {container.text()!r}.")
    return Node(parent.text() or None if parent else None, container.text(), names[container.text()])


def _ordered(place: str, what: str, needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Put each after those that it needs. Raises BadGate where one is not there, or needs itself."""
    for id_, needed in needs.items():
        for other in needed:
            if other not in needs:
                raise BadGate(f"{place}.{id_}", f"There is no {what} {other!r}.")
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        ids = error.args[1]
        cycle = " → ".join(ids if len(ids) <= _MOST_SHOWN else [*ids[:_MOST_SHOWN], "…"])
        raise BadGate(f"{place}.{ids[0]}", f"The {what} leads back to itself: {cycle}.") from None
