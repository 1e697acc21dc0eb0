from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..types import UNSET, ListField, Member, Model, ModelList, OptListField, Unset

if TYPE_CHECKING:
    from ..models.user import User


class GroupMembers(Model):
    """The members of a group.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    users: ListField[User] = Member("users", ModelList, of="User", required=True)
    """Users of this server. That each is an object of this kind is inferred."""
    ext_users: OptListField[User] = Member("extUsers", ModelList, of="User")
    """External users, where the group has any. That each is an object of this kind is inferred."""

    def __init__(self, *, users: Iterable[User], ext_users: Iterable[User] | Unset = UNSET) -> None:
        super().__init__({"users": users, "extUsers": ext_users})
