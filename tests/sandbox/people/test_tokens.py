"""Tokens: whose they are, and until when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest

from omiq_sandbox._options import Options
from omiq_sandbox._refusals import Refusal
from omiq_sandbox._state import people
from omiq_sandbox._state.people import User
from omiq_sandbox._state.store import Store
from omiq_sandbox._state.tokens import Tokens

NOW = 1_800_000_000.5


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    store = Store(None)
    with store.transaction() as db:
        yield db
    store.close()


@pytest.fixture
def ada(db: sqlite3.Connection) -> User:
    return people.add_user(db, "Ada Okafor", "ada@lab.example")


def tokens_of(db: sqlite3.Connection, **options: float | bool) -> Tokens:
    return Tokens(db, lambda: replace(Options(), **options))  # type: ignore[arg-type]


def refusal(tokens: Tokens, db: sqlite3.Connection, token: str | None, now: float = NOW) -> Refusal:
    with pytest.raises(Refusal) as refused:
        tokens.user_of(db, token, now)
    return refused.value


def test_a_token_tells_its_user_and_its_expiry(db: sqlite3.Connection, ada: User) -> None:
    """The claims are readable, as clients read `exp` (`pkg-1.10.3`), and the login is counted."""
    token = tokens_of(db, token_lifetime=60.0).issue(db, ada.id, NOW)

    claims = jwt.decode(token, options={"verify_signature": False})

    assert claims == {"sub": str(ada.id), "iat": 1_800_000_000, "exp": 1_800_000_060, "login": 1}
    assert people.get_user(db, ada.id).last_login_time == NOW


def test_a_token_holds_until_it_expires(db: sqlite3.Connection, ada: User) -> None:
    """At the second that `exp` names, it does so no more."""
    tokens = tokens_of(db, token_lifetime=60.0)
    token = tokens.issue(db, ada.id, NOW)

    assert tokens.user_of(db, token, 1_800_000_059.9).id == ada.id
    assert refusal(tokens, db, token, 1_800_000_060.0).words == "The token has expired"


def test_a_token_outlives_a_restart(db: sqlite3.Connection, ada: User) -> None:
    """The key stands in the database."""
    token = tokens_of(db).issue(db, ada.id, NOW)

    assert tokens_of(db).user_of(db, token, NOW).id == ada.id


@pytest.mark.parametrize("one_login", [True, False])
def test_a_newer_login_ends_the_older_one_where_so_configured(
    db: sqlite3.Connection, ada: User, one_login: bool
) -> None:
    """The older token is refused with the server's words, or goes on to hold."""
    tokens = tokens_of(db, one_login=one_login)
    older, newer = tokens.issue(db, ada.id, NOW), tokens.issue(db, ada.id, NOW)

    assert tokens.user_of(db, newer, NOW).id == ada.id
    if one_login:
        assert refusal(tokens, db, older).words == "There is a more recent login for this account"
    else:
        assert tokens.user_of(db, older, NOW).id == ada.id


def test_only_tokens_that_the_sandbox_signed_count(db: sqlite3.Connection, ada: User) -> None:
    """Missing, mangled, signed by another key, not signed at all: 401, whatever they claim."""
    tokens = tokens_of(db)
    token = tokens.issue(db, ada.id, NOW)
    claims = jwt.decode(token, options={"verify_signature": False})
    head, body, signature = token.split(".")
    forged = [
        None,
        "",
        "no token",
        f"{head}.{body}.",
        f"{head}.{body[:-2]}AA.{signature}",
        jwt.encode(claims, "another key that is long enough to use", "HS256"),
        jwt.encode(claims, "", "none"),
    ]

    assert {refusal(tokens, db, each).status for each in forged} == {401}
    assert tokens.user_of(db, token, NOW).id == ada.id
