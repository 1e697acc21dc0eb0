"""Users, how they prove who they are, and who is connected with whom."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any

from .._refusals import Refusal, not_found
from .store import new_id

_KEY_BYTES = 31  # make a secret key of 42 characters, as OMIQ's are (`pkg-1.10.3`)
_SCRYPT = {"n": 2**12, "r": 8, "p": 1}  # passwords here are drawn at random, never chosen


@dataclass(frozen=True, slots=True)
class User:
    """A person, or a service account, which has a secret key and no password."""

    id: int
    email: str
    name: str
    is_service_account: bool
    last_login_time: float | None
    preferences: Mapping[str, Any]


def add_user(db: sqlite3.Connection, name: str, email: str) -> User:
    """Add a user without a password or a secret key: a service account until `set_password`."""
    id_ = new_id()
    db.execute("insert into users (id, email, name) values (?, ?, ?)", (id_, email, name))
    return get_user(db, id_)


def get_user(db: sqlite3.Connection, user_id: int) -> User:
    """Return a user, or refuse with 404."""
    row = db.execute("select * from users where id = ?", (user_id,)).fetchone()
    if row is None:
        raise not_found("user", user_id)
    return _user(row)


def by_email(db: sqlite3.Connection, email: str) -> User | None:
    row = _row(db, email)
    return None if row is None else _user(row)


def all_users(db: sqlite3.Connection) -> list[User]:
    """Return everybody, ordered by name."""
    return [_user(row) for row in db.execute("select * from users order by name, id")]


def search(db: sqlite3.Connection, text: str) -> list[User]:
    """Return those in whose name or mail address the text stands, in whatever case, ordered by name."""
    wanted = text.casefold()
    return [user for user in all_users(db) if wanted in user.name.casefold() or wanted in user.email.casefold()]


def merge_preferences(db: sqlite3.Connection, user_id: int, preferences: Mapping[str, Any]) -> User:
    """Set these preferences and keep the others."""
    merged = {**get_user(db, user_id).preferences, **preferences}
    db.execute("update users set preferences = ? where id = ?", (json.dumps(merged), user_id))
    return get_user(db, user_id)


def as_json(user: User) -> dict[str, Any]:
    """Return a user as they see themselves."""
    login = user.last_login_time
    return {
        **as_seen_by_others(user),
        "lastLoginTime": None
        if login is None
        else datetime.fromtimestamp(login, UTC).isoformat(timespec="milliseconds"),
        "prefs": dict(user.preferences),
    }


def as_seen_by_others(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "email": user.email, "isServiceAccount": user.is_service_account}


def set_password(db: sqlite3.Connection, user_id: int, password: str) -> None:
    """Let a user log in to the GUI. Only a salted hash is kept."""
    salt = secrets.token_bytes(16)
    kept = f"{salt.hex()}${_hash_password(password, salt).hex()}"
    db.execute("update users set password_hash = ? where id = ?", (kept, user_id))


def by_password(db: sqlite3.Connection, email: str, password: str) -> User | None:
    """Return whose mail address and password these are. It takes as long where there is no such user."""
    row = _row(db, email)
    kept = row["password_hash"] if row is not None and row["password_hash"] else f"{'00' * 16}${'00' * 64}"
    salt, _, hashed = kept.partition("$")
    right = compare_digest(_hash_password(password, bytes.fromhex(salt)), bytes.fromhex(hashed))
    return _user(row) if row is not None and right else None


def draw_secret_key(db: sqlite3.Connection, user_id: int) -> str:
    """Give a user a new secret key in place of the old one. Only its hash is kept."""
    key = secrets.token_urlsafe(_KEY_BYTES)
    db.execute("update users set secret_key_hash = ? where id = ?", (_hash_key(key), user_id))
    return key


def by_secret_key(db: sqlite3.Connection, email: str, key: str) -> User | None:
    """Return whose mail address and secret key these are."""
    row = _row(db, email)
    kept = row["secret_key_hash"] if row is not None and row["secret_key_hash"] else ""
    return _user(row) if row is not None and compare_digest(_hash_key(key), kept) else None


def request_connection(db: sqlite3.Connection, requester_id: int, user_id: int) -> None:
    """Ask a user for a connection, anew where they refused one."""
    db.execute(
        "insert into connections (requester_id, user_id, state) values (?, ?, 'REQUESTED')"
        " on conflict do update set state = 'REQUESTED' where state = 'REFUSED'",
        (requester_id, user_id),
    )


def answer_connection(db: sqlite3.Connection, requester_id: int, user_id: int, *, accept: bool) -> None:
    """Accept or refuse what the requester asked. Raises Refusal: 404 where they asked nothing, or it is settled."""
    answered = db.execute(
        "update connections set state = ? where requester_id = ? and user_id = ? and state = 'REQUESTED'",
        ("CONNECTED" if accept else "REFUSED", requester_id, user_id),
    )
    if not answered.rowcount:
        raise Refusal(404, f"There is no open connection request of user {requester_id}")


def are_connected(db: sqlite3.Connection, user_id: int, other_id: int) -> bool:
    """Say whether one of the two accepted the other's request."""
    row = db.execute(
        "select 1 from connections where state = 'CONNECTED'"
        " and (requester_id, user_id) in (values (:one, :other), (:other, :one))",
        {"one": user_id, "other": other_id},
    ).fetchone()
    return row is not None


def _row(db: sqlite3.Connection, email: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute("select * from users where email = ?", (email,)).fetchone()
    return row


def _user(row: sqlite3.Row) -> User:
    return User(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        is_service_account=row["password_hash"] is None,
        last_login_time=row["last_login_time"],
        preferences=json.loads(row["preferences"]),
    )


def _hash_password(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT)


def _hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
