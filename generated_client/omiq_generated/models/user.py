from __future__ import annotations

from typing import Any

from ..types import UNSET, Field, Member, Model, OptField, Unset


class User(Model):
    """A person or a service account.

    Observed (urgap).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Id of the user. (Inferred.)"""
    name: OptField[str] = Member("name", str)
    last_login_time: OptField[Any] = Member("lastLoginTime")
    """When the user last logged in, in a form that is not known."""

    def __init__(self, *, id: int, name: str | Unset = UNSET, last_login_time: Any = UNSET) -> None:
        super().__init__({"id": id, "name": name, "lastLoginTime": last_login_time})
