from __future__ import annotations

from ..types import UNSET, Field, Member, Model, OptField, Unset


class Dataset(Model):
    """A dataset, which holds files. Its members are inferred from the calls that take them.

    Inferred (pkg-1.10.3).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Id of the dataset."""
    display_name: OptField[str] = Member("displayName", str)
    """Name as shown in the GUI."""

    def __init__(self, *, id: int, display_name: str | Unset = UNSET) -> None:
        super().__init__({"id": id, "displayName": display_name})
