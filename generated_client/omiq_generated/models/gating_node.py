from __future__ import annotations

from ..types import UNSET, Member, Model, OptField, Unset


class GatingNode(Model):
    """A place in the gating tree. A row is in it if it passes the filter and is in the node above. Its
    name is its filter container's.

    Inferred (omiqgt).
    """

    __slots__ = ()

    id: OptField[str] = Member("id", str)
    """Four characters of base 62."""
    parent_id: OptField[str] = Member("parentId", str)
    """Id of the node above, `""` at the root."""
    filter_container_id: OptField[str] = Member("filterContainerId", str)
    """Id of the filter container; one may stand under many nodes."""
    ord: OptField[float] = Member("ord", float)
    """Siblings are shown in the order of these numbers (milliseconds since 1970)."""
    collapsed: OptField[bool] = Member("collapsed", bool)
    """Drawn without what is below it."""

    def __init__(
        self,
        *,
        id: str | Unset = UNSET,
        parent_id: str | Unset = UNSET,
        filter_container_id: str | Unset = UNSET,
        ord: float | Unset = UNSET,
        collapsed: bool | Unset = UNSET,
    ) -> None:
        super().__init__(
            {
                "id": id,
                "parentId": parent_id,
                "filterContainerId": filter_container_id,
                "ord": ord,
                "collapsed": collapsed,
            }
        )
