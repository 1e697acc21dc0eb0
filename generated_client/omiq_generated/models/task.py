from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import UNSET, Field, Member, Model, OptField, Unset

if TYPE_CHECKING:
    from ..models.gating_tree import GatingTree


class Task(Model):
    """A task of a workflow.

    Observed (urgap, pkg-1.10.3).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Small integer, unique in its workflow."""
    type: OptField[str] = Member("type", str)
    """Known values: `GatingTask`, `GraphViewerTask`."""
    parent_id: OptField[int] = Member("parentId", int)
    """Id of the task above it; null, absent or perhaps 0 at the root."""
    gating_tree: OptField[GatingTree] = Member("gatingTree", Model, of="GatingTree")
    """The filters of a `GatingTask` or a `GraphViewerTask`."""

    def __init__(
        self,
        *,
        id: int,
        type: str | Unset = UNSET,
        parent_id: int | None | Unset = UNSET,
        gating_tree: GatingTree | Unset = UNSET,
    ) -> None:
        super().__init__({"id": id, "type": type, "parentId": parent_id, "gatingTree": gating_tree})
