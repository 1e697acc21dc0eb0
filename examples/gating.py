"""Gating trees as OMIQ keeps them: for T cells, or for whatever channels there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omiq.models import GatingTree

THRESHOLDS = {"CD3": 1.2, "CD4": 1.4, "CD8": 1.6, "CD45RA": 1.2, "CCR7": 1.0}
"""Where a marker is positive, arcsinh-scaled with the cofactor 6000: those of the demo's panel."""
CELLS = ((550e3, 0.0), (4.2e6, 0.0), (4.2e6, 4.2e6), (1.5e6, 4.2e6), (550e3, 1.5e6))
"""FSC-A across, SSC-A up; scatter is not scaled."""
QUADRANTS = ((False, True), (True, True), (True, False), (False, False))
"""Positive across, positive up: top left, top right, bottom right, bottom left, as OMIQ counts them."""
NO_BOUND = 1e16


class Tree:
    """Gates below one another; `paths` are the populations, `Cells/T cells`, by the ids of their nodes."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}
        self._nodes: dict[str, Any] = {}
        self._containers: dict[str, Any] = {}

    def add(self, name: str, gate: Mapping[str, Any], parent: str = "", group: str = "") -> str:
        """Add a gate below another one, and return the id of its node."""
        id_ = f"{len(self._nodes):04}"
        self._nodes[id_] = {"id": id_, "parentId": parent, "filterContainerId": id_, "ord": len(self._nodes)}
        container = {"id": id_, "name": name, "type": "DEFAULT", "containerType": "AtomicFilterContainer"}
        self._containers[id_] = container | {"defaultFilter": gate} | ({"groupId": group} if group else {})
        self.paths[id_] = f"{self.paths[parent]}/{name}" if parent else name
        return id_

    def add_quadrants(
        self, names: Sequence[str], across: str, up: str, at: tuple[float, float], parent: str
    ) -> list[str]:
        """Split a population in four, named in the order of QUADRANTS."""
        ids = []
        for number, (name, positive) in enumerate(zip(names, QUADRANTS, strict=True)):
            least = [edge if is_positive else -NO_BOUND for edge, is_positive in zip(at, positive, strict=True)]
            greatest = [NO_BOUND if is_positive else edge for edge, is_positive in zip(at, positive, strict=True)]
            gate = {"type": "RectangleGate", "f1": across, "f2": up, "min": point(*least), "max": point(*greatest)}
            ids.append(self.add(name, gate, parent, f"{parent}_QUAD{number}"))
        return ids

    def model(self) -> GatingTree:
        return GatingTree.view({"nodes": self._nodes, "filterContainers": self._containers})


def gating_tree(channels: Mapping[str, str]) -> Tree:
    """Gate T cells where the channels, markers by name, have their markers; else what is positive of each channel."""
    names = {marker: name for name, marker in channels.items() if marker}
    if names.keys() >= THRESHOLDS.keys() and channels.keys() >= {"FSC-A", "SSC-A"}:
        return t_cells(names)
    tree = Tree()
    for name, marker in channels.items():
        if not name.upper().startswith(("FSC", "SSC", "TIME")):
            tree.add(f"{marker or name}+", above(name, 1.0))
    return tree


def t_cells(names: Mapping[str, str]) -> Tree:
    """Gate cells, T cells, CD4 and CD8 T cells, and of these the naive, memory and effector ones."""
    tree = Tree()
    polygon = {"type": "PolygonGate", "f1": "FSC-A", "f2": "SSC-A", "vertices": [point(*vertex) for vertex in CELLS]}
    cells = tree.add("Cells", polygon)
    cd3 = tree.add("T cells", above(names["CD3"], THRESHOLDS["CD3"]), cells)
    lineages = ["CD8+", "CD4+CD8+", "CD4+", "CD4-CD8-"]
    cd8, _, cd4, _ = tree.add_quadrants(
        lineages, names["CD4"], names["CD8"], (THRESHOLDS["CD4"], THRESHOLDS["CD8"]), cd3
    )
    for lineage in (cd4, cd8):
        memory = ["Central memory", "Naive", "TEMRA", "Effector memory"]
        edges = THRESHOLDS["CD45RA"], THRESHOLDS["CCR7"]
        tree.add_quadrants(memory, names["CD45RA"], names["CCR7"], edges, lineage)
    return tree


def above(channel: str, threshold: float) -> dict[str, Any]:
    return {"type": "RangeGate", "f1": channel, "f1Min": threshold, "f1Max": NO_BOUND}


def point(across: float, up: float) -> dict[str, float]:
    return {"f1Val": across, "f2Val": up}
