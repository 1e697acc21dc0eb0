from __future__ import annotations

from ..types import UNSET, Field, Member, Model, OptField, Unset


class Group(Model):
    """A group of users. That it has an id and a name is inferred.

    Inferred (pkg-1.10.3, help-sharing).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Id of the group."""
    name: OptField[str] = Member("name", str)

    def __init__(self, *, id: int, name: str | Unset = UNSET) -> None:
        super().__init__({"id": id, "name": name})
