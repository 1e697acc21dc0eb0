from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import UNSET, Member, Model, ModelMap, OptField, OptMapField, Unset

if TYPE_CHECKING:
    from ..models.gate import Gate


class FilterContainer(Model):
    """A named filter; either one gate (atomic), or other containers combined (compound).

    Inferred (omiqgt).
    """

    __slots__ = ()

    id: OptField[str] = Member("id", str)
    name: OptField[str] = Member("name", str)
    """Name of the filter."""
    type: OptField[str] = Member("type", str)
    """`DEFAULT` for an atomic one, else how the others are combined. Known values: `DEFAULT`, `AND`,
    `OR`, `NOT`.
    """
    container_type: OptField[str] = Member("containerType", str)
    """Known values: `AtomicFilterContainer`, `CompoundFilterContainer`."""
    default_filter: OptField[Gate] = Member("defaultFilter", Model, of="Gate")
    per_file_filters: OptMapField[Gate] = Member("perFileFilters", ModelMap, of="Gate")
    """Gates that replace the default for a file, by file id."""
    md: OptField[str] = Member("md", str)
    """Name of the metadata column that the gates per file were set by."""
    group_id: OptField[str] = Member("groupId", str)
    """What the parts of one quadrant or split gate share, then `_QUAD0` to `_QUAD3` or `_SKEWEDQUAD0`
    to `_SKEWEDQUAD3` (top left, top right, bottom right, bottom left), `_SPLIT0` or `_SPLIT1`.
    """
    filter_container_ids: OptField[list[str]] = Member("filterContainerIds", list)
    """Ids of the containers that are combined."""

    def __init__(
        self,
        *,
        id: str | Unset = UNSET,
        name: str | Unset = UNSET,
        type: str | Unset = UNSET,
        container_type: str | Unset = UNSET,
        default_filter: Gate | Unset = UNSET,
        per_file_filters: Mapping[str, Gate] | Unset = UNSET,
        md: str | Unset = UNSET,
        group_id: str | Unset = UNSET,
        filter_container_ids: list[str] | Unset = UNSET,
    ) -> None:
        super().__init__(
            {
                "id": id,
                "name": name,
                "type": type,
                "containerType": container_type,
                "defaultFilter": default_filter,
                "perFileFilters": per_file_filters,
                "md": md,
                "groupId": group_id,
                "filterContainerIds": filter_container_ids,
            }
        )
