"""An account as the server sees it: its secret key gets tokens, and the newest token alone may call."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from threading import Lock
from typing import Any

from .server import Reply, Seen
from .tokens import jwt

EMAIL = "robot@example.org"
SECRET_KEY = "k3y+of/the=robot-0123456789abcdefghijklmn-x"
LIFETIME = 8 * 3600.0
MORE_RECENT = "There is a more recent login for this account"

CREDENTIALS: dict[str, Any] = {"email": EMAIL, "secret_key": SECRET_KEY}
"""The arguments of a client that signs in with the secret key."""


class Account:
    """Answers the requests of a server (as its `otherwise`): logins, and calls with the newest token.

    `tokens` are those handed out, oldest first; each lasts `lifetime` seconds (None: it does not say). `now` is the
    server's clock, which it shows as `Date` where `dates` is set. `refusals` are answered instead, one to a login.
    """

    def __init__(self, now: Callable[[], float], *, lifetime: float | None = LIFETIME, dates: bool = False) -> None:
        self.now = now
        self.lifetime = lifetime
        self.dates = dates
        self.tokens: list[str] = []
        self.refusals: list[Reply] = []
        self.logins = 0
        self._lock = Lock()

    def log_in(self) -> str:
        """Hand out a token, as to somebody who signs in elsewhere; the ones before it count no more."""
        expires = None if self.lifetime is None else self.now() + self.lifetime
        self.tokens.append(jwt(expires, number=len(self.tokens)))
        return self.tokens[-1]

    def __call__(self, seen: Seen) -> Reply:
        with self._lock:
            reply = self._login(seen) if seen.path == "/api/auth/login" else self._call(seen)
        if self.dates:
            reply.headers["Date"] = formatdate(self.now(), usegmt=True)
        return reply

    def _login(self, seen: Seen) -> Reply:
        self.logins += 1
        if seen.json != {"email": EMAIL, "token": SECRET_KEY}:
            return Reply({"error": "no such secret key"}, 401)
        return self.refusals.pop(0) if self.refusals else Reply({"jwt": self.log_in()})

    def _call(self, seen: Seen) -> Reply:
        if not self.tokens or seen.headers.get("authorization") != f"Bearer {self.tokens[-1]}":
            return Reply({"error": MORE_RECENT}, 401)
        return Reply({"datasets": [], "dataset": {"id": 1}})
