"""Who may do what with a dataset or workflow.

Where a user has several ways in (their own role, those of their groups), the greatest role counts, and a role on a
workflow gives READER on its dataset (`help-sharing`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, TypeAlias

from .._refusals import no_permission, not_found
from .people import User

Kind: TypeAlias = Literal["DATASET", "WORKFLOW"]
HolderType: TypeAlias = Literal["USER", "GROUP"]


class Role(IntEnum):
    """What its holder may do: read; change content, names and settings, and share; delete and give to another owner."""

    READER = 1
    EDITOR = 2
    OWNER = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """The role of a user or a group on a dataset or workflow."""

    resource_type: Kind
    resource_id: int
    role: Role
    holder_type: HolderType
    holder_id: int
    holder_name: str

    def as_json(self) -> dict[str, Any]:
        return {
            "resourceType": self.resource_type,
            "resourceId": self.resource_id,
            "role": self.role.name,
            "holderType": self.holder_type,
            "holderId": self.holder_id,
            "holderName": self.holder_name,
        }


_EXISTS = {"DATASET": "select 1 from datasets where id = ?", "WORKFLOW": "select 1 from workflows where id = ?"}


def role(db: sqlite3.Connection, user_id: int, kind: Kind, id_: int) -> Role | None:
    """Return the greatest role that a user has on a dataset or workflow."""
    (greatest,) = db.execute(
        "select max(role) from roles_of_users where resource_type = ? and resource_id = ? and user_id = ?",
        (kind, id_, user_id),
    ).fetchone()
    return None if greatest is None else Role(greatest)


def require(db: sqlite3.Connection, user: User, kind: Kind, id_: int, least: Role) -> None:
    """Refuse with 404 where there is no such thing, and with 403 where the user has less than this role on it."""
    if db.execute(_EXISTS[kind], (id_,)).fetchone() is None:
        raise not_found(kind.lower(), id_)
    held = role(db, user.id, kind, id_)
    if held is None or held < least:
        raise no_permission()


def visible(db: sqlite3.Connection, user_id: int, kind: Kind) -> set[int]:
    """Return the ids of all datasets, or workflows, that a user may read."""
    rows = db.execute(
        "select distinct resource_id from roles_of_users where resource_type = ? and user_id = ?", (kind, user_id)
    )
    return {id_ for (id_,) in rows}


def grant(db: sqlite3.Connection, kind: Kind, id_: int, holder_type: HolderType, holder_id: int, role: Role) -> Policy:
    """Give a role in place of the one that the holder had. The owner stays the owner, whatever is granted to them."""
    db.execute(
        "insert into policies (resource_type, resource_id, holder_type, holder_id, role) values (?, ?, ?, ?, ?)"
        " on conflict do update set role = excluded.role where role <> ?",
        (kind, id_, holder_type, holder_id, role, Role.OWNER),
    )
    return next(
        each for each in policies(db, kind, id_) if (each.holder_type, each.holder_id) == (holder_type, holder_id)
    )


def change_owner(db: sqlite3.Connection, kind: Kind, id_: int, holder_type: HolderType, holder_id: int) -> Policy:
    """Make somebody the one owner. The owner before them keeps EDITOR."""
    db.execute(
        "update policies set role = ? where resource_type = ? and resource_id = ? and role = ?",
        (Role.EDITOR, kind, id_, Role.OWNER),
    )
    return grant(db, kind, id_, holder_type, holder_id, Role.OWNER)


def policies(db: sqlite3.Connection, kind: Kind, id_: int) -> list[Policy]:
    """Return who has which role, the greatest first."""
    rows = db.execute(
        "select max(role), holder_type, holder_id, holder_name from roles join holders using (holder_type, holder_id)"
        " where resource_type = ? and resource_id = ? group by holder_type, holder_id"
        " order by max(role) desc, holder_name, holder_id",
        (kind, id_),
    )
    return [Policy(kind, id_, Role(held), type_, holder, name) for held, type_, holder, name in rows]


def owners(db: sqlite3.Connection, kind: Kind, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the owner of each, as the API shows it."""
    rows = db.execute(
        "select resource_id, holder_id, holder_type, holder_name"
        " from policies join holders using (holder_type, holder_id) where resource_type = ? and role = ?",
        (kind, Role.OWNER),
    )
    wanted = set(ids)
    return {
        thing: {"id": holder, "type": type_, "name": name} for thing, holder, type_, name in rows if thing in wanted
    }


def drop(db: sqlite3.Connection, kind: Kind, id_: int) -> None:
    """Forget all roles on what is deleted for good."""
    db.execute("delete from policies where resource_type = ? and resource_id = ?", (kind, id_))
