"""The gates of a gating tree as flowkit's, a second opinion on which events are inside.

flowkit follows Gating-ML 2.0. Its edges are those that the sandbox chose: a lower one is inside, an upper one is not,
also of polygons, which go by even-odd; the edge of an ellipse is inside. Two rules differ by choice, and are not
compared: an event without a value (NaN) is in flowkit's gate where that has no bounds, and of an ellipse or a polygon
without area flowkit raises, or tells by rounding.
"""

from __future__ import annotations

import warnings
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from omiq_sandbox._cytometry.events import Events
from tests.sandbox.cytometry.trees import NO_HIGH, NO_LOW, Json

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what flowkit imports is not this project's
    import flowkit  # type: ignore[import-untyped]


class FlowkitTree:
    """Evaluates a tree's JSON, parents and combinations included, by flowkit's gates."""

    def __init__(self, tree: Json, scaled: Events, file_id: int) -> None:
        self._nodes: Json = tree["nodes"]
        self._containers: Json = tree["filterContainers"]
        self._file = str(file_id)
        self._events = pd.DataFrame({channel.name: scaled.column(channel.name) for channel in scaled.channels})

    def mask(self, node_id: str) -> NDArray[np.bool_]:
        node = self._nodes[node_id]
        passes = self._filter(node["filterContainerId"])
        return passes & self.mask(node["parentId"]) if node["parentId"] else passes

    def _filter(self, container_id: str) -> NDArray[np.bool_]:
        container = self._containers[container_id]
        if container["type"] == "DEFAULT":
            gate = container.get("perFileFilters", {}).get(self._file, container["defaultFilter"])
            return cast("NDArray[np.bool_]", _gate(gate).apply(self._events))
        parts = container["filterContainerIds"]
        references = [{"ref": part, "path": ("root",), "complement": container["type"] == "NOT"} for part in parts]
        results = pd.DataFrame({index: self._filter(part) for index, part in enumerate(parts)})
        results.columns = pd.Index([(part, "root") for part in parts], tupleize_cols=False)
        how = "or" if container["type"] == "OR" else "and"
        return cast("NDArray[np.bool_]", flowkit.gates.BooleanGate("combined", how, references).apply(results))


def quadrants(cross: tuple[float, float], scaled: Events) -> list[NDArray[np.bool_]]:
    """Split the plane of X and Y: top left, top right, bottom right, bottom left."""
    x, y = cross
    dividers = [
        flowkit.QuadrantDivider("x", "X", compensation_ref="uncompensated", values=[x]),
        flowkit.QuadrantDivider("y", "Y", compensation_ref="uncompensated", values=[y]),
    ]
    ranges = [((None, x), (y, None)), ((x, None), (y, None)), ((x, None), (None, y)), ((None, x), (None, y))]
    parts = [flowkit.gates.Quadrant(str(n), ["x", "y"], list(pair)) for n, pair in enumerate(ranges)]
    gate = flowkit.gates.QuadrantGate("quadrants", dividers, parts)
    found = gate.apply(pd.DataFrame({name: scaled.column(name) for name in "XY"}))
    return [found[str(number)] for number in range(4)]


def _gate(gate: Json) -> Any:
    match gate["type"]:
        case "RangeGate":
            return flowkit.gates.RectangleGate("range", [_dimension(gate["f1"], gate["f1Min"], gate["f1Max"])])
        case "RectangleGate":
            low, high = _pair(gate["min"]), _pair(gate["max"])
            sides = zip(_names(gate), low, high, strict=True)
            return flowkit.gates.RectangleGate("rectangle", [_dimension(*side) for side in sides])
        case "PolygonGate":
            return flowkit.gates.PolygonGate("polygon", _plane(gate), [_pair(vertex) for vertex in gate["vertices"]])
        case "EllipseGate":
            left, top, right, bottom = (np.array(_pair(gate[end])) for end in ("left", "top", "right", "bottom"))
            half_axes = np.column_stack([right - left, top - bottom]) / 2
            centre = (left + right) / 2
            return flowkit.gates.EllipsoidGate("ellipse", _plane(gate), centre, half_axes @ half_axes.T, 1.0)
    raise AssertionError(gate["type"])


def _dimension(name: str, low: float | None = None, high: float | None = None) -> Any:
    return flowkit.Dimension(
        name, range_min=None if low == NO_LOW else low, range_max=None if high == NO_HIGH else high
    )


def _plane(gate: Json) -> list[Any]:
    return [_dimension(name) for name in _names(gate)]


def _names(gate: Json) -> tuple[str, str]:
    return gate["f1"], gate["f2"]


def _pair(point: Json) -> tuple[float, float]:
    return point["f1Val"], point["f2Val"]
