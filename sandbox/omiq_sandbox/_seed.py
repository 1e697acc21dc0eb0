"""What a new sandbox holds, and how its users sign in."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from ._demo import add_demo
from ._sandbox import Sandbox
from ._state import people
from ._state.people import User

_OWNER = "rosalind@lab.example"
_COLLEAGUE = "ada@lab.example"
_EXTERNAL = "edith@partner.example"
_STRANGER = "grace@lab.example"
_SERVICE_ACCOUNT = "pipeline@lab.example"
_NAMES = {
    _OWNER: "Rosalind Marsh",
    _COLLEAGUE: "Ada Okafor",
    _EXTERNAL: "Edith Novak",
    _STRANGER: "Grace Lindqvist",
    _SERVICE_ACCOUNT: "Nightly pipeline",
}
_SECRET_FILE = "secret.json"  # noqa: S105 (a file's name)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the sandbox; `password` is for its pages, and None for a service account."""

    id: int
    name: str
    email: str
    password: str | None = field(repr=False)


def seed(sandbox: Sandbox) -> list[Account]:
    """Fill a sandbox that holds nothing yet, and give each person a new password.

    Return all accounts, the one that examples sign in as first and the service account last.
    """
    with sandbox.store.transaction() as db:
        if not people.all_users(db):
            users = {email: people.add_user(db, name, email) for email, name in _NAMES.items()}
            if sandbox.options.seed == "demo":
                colleagues = [users[_COLLEAGUE], users[_SERVICE_ACCOUNT]]
                add_demo(sandbox, db, users[_OWNER], colleagues, users[_EXTERNAL])
                people.request_connection(db, users[_STRANGER].id, users[_OWNER].id)
        users = _users(db)
        return [_account(db, users[email]) for email in _NAMES]


def secret_file(sandbox: Sandbox) -> Path:
    """Return the service account's secret key file, mode 0600; it is written anew where it is gone or not valid."""
    file = sandbox.folder / _SECRET_FILE
    with sandbox.store.transaction() as db:
        if not _is_valid(db, file):
            key = people.draw_secret_key(db, _users(db)[_SERVICE_ACCOUNT].id)
            _write_privately(file, json.dumps({"email": _SERVICE_ACCOUNT, "token": key}))
    return file


def _users(db: sqlite3.Connection) -> dict[str, User]:
    return {user.email: user for user in people.all_users(db)}


def _account(db: sqlite3.Connection, user: User) -> Account:
    password = secrets.token_urlsafe(12) if user.email != _SERVICE_ACCOUNT else None
    if password is not None:
        people.set_password(db, user.id, password)
    return Account(user.id, user.name, user.email, password)


def _is_valid(db: sqlite3.Connection, file: Path) -> bool:
    try:
        secret = json.loads(file.read_bytes())
        return people.by_secret_key(db, secret["email"], secret["token"]) is not None
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return False


def _write_privately(file: Path, text: str) -> None:
    """Write a file, whole or not at all, that only its owner can read."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(0o600, exist_ok=False)
    part.write_text(text, "utf-8")
    part.replace(file)
