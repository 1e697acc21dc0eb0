"""The short-term tokens: JWTs that this sandbox signs and later knows again."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from typing import Any

import jwt

from .._options import Options
from .._refusals import HAS_EXPIRED, SUPERSEDED, Refusal
from .people import User, get_user

_ALGORITHM = "HS256"
_KEY = "token_key"


class Tokens:
    """Issues tokens and says whose one is.

    `options` gives the options as they are now: for `token_lifetime`, and for `one_login`, by which a newer login ends
    the older ones of its account.
    """

    def __init__(self, db: sqlite3.Connection, options: Callable[[], Options]) -> None:
        self._key = _signing_key(db)
        self._options = options

    def issue(self, db: sqlite3.Connection, user_id: int, now: float) -> str:
        """Log a user in: count the login, and return its token. `now` in Unix seconds."""
        (login,) = db.execute(
            "update users set login = login + 1, last_login_time = ? where id = ? returning login", (now, user_id)
        ).fetchone()
        expires = int(now + self._options().token_lifetime)
        claims = {"sub": str(user_id), "iat": int(now), "exp": expires, "login": login}
        return jwt.encode(claims, self._key, _ALGORITHM)

    def user_of(self, db: sqlite3.Connection, token: str | None, now: float) -> User:
        """Return whose token it is. Raises Refusal: 401 where it is missing, forged, expired or superseded."""
        if not token:
            raise Refusal(401, "Sign in first")
        claims = self._claims(token)
        if now >= claims["exp"]:
            raise Refusal(401, HAS_EXPIRED)
        row = db.execute("select id, login from users where id = ?", (int(claims["sub"]),)).fetchone()
        if row is None:
            raise Refusal(401, "The token is not valid")
        if self._options().one_login and claims["login"] != row["login"]:
            raise Refusal(401, SUPERSEDED)
        return get_user(db, row["id"])

    def expiry(self, token: str) -> float:
        """Return until when a token holds, in Unix seconds. Raises Refusal: 401 where it is forged."""
        return float(self._claims(token)["exp"])

    def _claims(self, token: str) -> dict[str, Any]:
        # PyJWT's own look at `exp` and `iat` goes by the machine's clock, not by the sandbox's.
        options: Any = {"verify_exp": False, "verify_iat": False, "require": ["sub", "exp", "login"]}
        try:
            return jwt.decode(token, self._key, [_ALGORITHM], options)
        except jwt.InvalidTokenError:
            raise Refusal(401, "The token is not valid") from None


def _signing_key(db: sqlite3.Connection) -> bytes:
    db.execute("insert or ignore into settings (name, value) values (?, ?)", (_KEY, secrets.token_hex(32)))
    (key,) = db.execute("select value from settings where name = ?", (_KEY,)).fetchone()
    return bytes.fromhex(key)
