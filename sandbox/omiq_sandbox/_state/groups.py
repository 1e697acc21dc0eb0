"""Groups: their admins, their members, and the external users among these."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from .._refusals import not_found
from .people import User, get_user
from .store import new_id


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    user: User
    is_admin: bool
    is_external: bool


def add_group(db: sqlite3.Connection, name: str) -> Group:
    group = Group(new_id(), name)
    db.execute("insert into groups (id, name) values (?, ?)", (group.id, name))
    return group


def get_group(db: sqlite3.Connection, group_id: int) -> Group:
    """Return a group, or refuse with 404."""
    row = db.execute("select id, name from groups where id = ?", (group_id,)).fetchone()
    if row is None:
        raise not_found("group", group_id)
    return Group(*row)


def add_member(
    db: sqlite3.Connection, group_id: int, user_id: int, *, is_admin: bool = False, is_external: bool = False
) -> None:
    db.execute("insert into members values (?, ?, ?, ?)", (group_id, user_id, is_admin, is_external))


def groups_of(db: sqlite3.Connection, user_id: int) -> list[Group]:
    """Return the groups that a user is in, ordered by name."""
    rows = db.execute(
        "select id, name from groups join members on group_id = id where user_id = ? order by name, id", (user_id,)
    )
    return [Group(*row) for row in rows]


def members_of(db: sqlite3.Connection, group_id: int) -> list[Member]:
    """Return the members of a group, ordered by name."""
    rows = db.execute(
        "select user_id, is_admin, is_external from members join users on id = user_id"
        " where group_id = ? order by name, id",
        (group_id,),
    ).fetchall()
    return [Member(get_user(db, id_), bool(admin), bool(external)) for id_, admin, external in rows]


def is_member(db: sqlite3.Connection, group_id: int, user_id: int) -> bool:
    row = db.execute("select 1 from members where group_id = ? and user_id = ?", (group_id, user_id)).fetchone()
    return row is not None
