"""Gating trees and events for the tests, written as a workflow's JSON holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._cytometry.events import Events
from omiq_sandbox._cytometry.gating_tree import GatingTree

Json: TypeAlias = dict[str, Any]
Pair: TypeAlias = tuple[float, float]

NO_LOW, NO_HIGH = -1e16, 1e16


def events(**columns: ArrayLike) -> Events:
    """Make events of channels `X`, `Y`, …, given their values."""
    return Events(
        tuple(Channel(name) for name in columns),
        np.column_stack([np.asarray(values, np.float64) for values in columns.values()]),
    )


def point(pair: Pair) -> Json:
    return {"f1Val": pair[0], "f2Val": pair[1]}


def rectangle(low: Pair, high: Pair, *, f1: str = "X", f2: str = "Y") -> Json:
    return {"type": "RectangleGate", "f1": f1, "f2": f2, "min": point(low), "max": point(high), "labelLoc": {}}


def range_(low: float, high: float, *, f1: str = "X", f2: str = "Y") -> Json:
    return {"type": "RangeGate", "f1": f1, "f2": f2, "f1Min": low, "f1Max": high, "labelLoc": {}}


def polygon(*vertices: Pair, f1: str = "X", f2: str = "Y") -> Json:
    return {"type": "PolygonGate", "f1": f1, "f2": f2, "vertices": [point(v) for v in vertices], "labelLoc": {}}


def ellipse(centre: Pair, u: Pair, v: Pair, *, f1: str = "X", f2: str = "Y") -> Json:
    """Make an ellipse of a centre and two conjugate half-axes."""
    (x, y), (u1, u2), (v1, v2) = centre, u, v
    ends = {"left": (x - u1, y - u2), "right": (x + u1, y + u2), "top": (x + v1, y + v2), "bottom": (x - v1, y - v2)}
    return {"type": "EllipseGate", "f1": f1, "f2": f2, "v": 1, "labelLoc": {}} | {
        end: point(pair) for end, pair in ends.items()
    }


def atomic(gate: object, per_file: Mapping[str, Json] | None = None) -> Json:
    container = {"type": "DEFAULT", "containerType": "AtomicFilterContainer", "defaultFilter": gate}
    return container | ({"perFileFilters": dict(per_file)} if per_file else {})


def compound(how: str, parts: Sequence[str]) -> Json:
    return {"type": how, "containerType": "CompoundFilterContainer", "filterContainerIds": list(parts)}


def tree(containers: Mapping[str, Json], parents: Mapping[str, str] | None = None) -> Json:
    """Make a tree in which each container has a node of its name, at the root or below another node."""
    parents = parents or {}
    return {
        "nodes": {
            name: {"id": name, "parentId": parents.get(name, ""), "filterContainerId": name, "ord": index}
            for index, name in enumerate(containers)
        },
        "filterContainers": {name: {"id": name, "name": name, **container} for name, container in containers.items()},
    }


def inside(gate: Json, scaled: Events) -> list[bool]:
    """Tell which events are in a gate that stands alone in its tree."""
    return [bool(is_in) for is_in in GatingTree(tree({"gate": atomic(gate)})).masks(scaled, 1)["gate"]]


def members(mask: NDArray[np.bool_]) -> list[int]:
    """Give the row numbers, from 0, of the events that a mask holds."""
    return np.flatnonzero(mask).tolist()


def counts(masks: Iterable[NDArray[np.bool_]]) -> NDArray[np.intp]:
    """Count for each event in how many of the masks it is."""
    total: NDArray[np.intp] = np.column_stack(list(masks)).sum(axis=1)
    return total
