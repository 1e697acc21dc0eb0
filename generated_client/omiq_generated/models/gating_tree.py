from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import UNSET, Member, Model, ModelMap, OptMapField, Unset

if TYPE_CHECKING:
    from ..models.filter_container import FilterContainer
    from ..models.gating_node import GatingNode


class GatingTree(Model):
    """The filters of a gating task.

    Observed (urgap, pkg-1.10.3).
    """

    __slots__ = ()

    nodes: OptMapField[GatingNode] = Member("nodes", ModelMap, of="GatingNode")
    """The nodes by id. A node's id is what an export takes as a filter."""
    filter_containers: OptMapField[FilterContainer] = Member("filterContainers", ModelMap, of="FilterContainer")
    """What the nodes stand for, by id. (Inferred.)"""

    def __init__(
        self,
        *,
        nodes: Mapping[str, GatingNode] | Unset = UNSET,
        filter_containers: Mapping[str, FilterContainer] | Unset = UNSET,
    ) -> None:
        super().__init__({"nodes": nodes, "filterContainers": filter_containers})
