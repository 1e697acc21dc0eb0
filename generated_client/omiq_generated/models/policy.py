from __future__ import annotations

from ..types import UNSET, Member, Model, OptField, Unset


class Policy(Model):
    """The role of a user or group on a dataset or workflow. Its members are inferred from the call
    that shares.

    Inferred (pkg-1.10.3, help-sharing).
    """

    __slots__ = ()

    resource_type: OptField[str] = Member("resourceType", str)
    """What is shared. Known values: `DATASET`, `WORKFLOW`."""
    resource_id: OptField[int] = Member("resourceId", int)
    """Id of the dataset or workflow."""
    role: OptField[str] = Member("role", str)
    """Known values: `READER`, `EDITOR`, `OWNER`."""

    def __init__(
        self, *, resource_type: str | Unset = UNSET, resource_id: int | Unset = UNSET, role: str | Unset = UNSET
    ) -> None:
        super().__init__({"resourceType": resource_type, "resourceId": resource_id, "role": role})
