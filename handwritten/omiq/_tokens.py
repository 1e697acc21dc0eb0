"""Tokens: what a JWT says of its own expiry, and texts with the secrets taken out."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection

from ._errors import ConfigurationError

_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_JWT_IN_TEXT = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*")
_SIGNED_URL = re.compile(r"(https?(?::|%3A)(?:\\*/|%2F){2}[^\s?\"'<>]+?)(\?|%3F)[^\s\"'<>]+", re.IGNORECASE)
_LONGEST_READ = 20_000
_LONGEST_FORM = 10  # letters for one, in base64 with each letter as \\u002b
_RENEW_AHEAD = 60.0
HIDDEN = "***"


class Token:
    """A bearer token and the time of its end.

    `expires` is in Unix seconds, None where the token does not say. `text` is the secret; no repr shows it.
    """

    __slots__ = ("_margin", "expires", "text")

    def __init__(self, text: str, *, now: float | None = None) -> None:
        self.text = text
        self.expires: float | None = None
        self.expires = _expiry(text)
        left = 0.0 if self.expires is None or now is None else self.expires - now
        self._margin = max(0.0, min(_RENEW_AHEAD, left / 10))

    def expired(self, now: float) -> bool:
        return self.expires is not None and self.expires <= now

    def stale(self, now: float) -> bool:
        """Say whether it is time to renew: a minute, or a tenth of the token's time, before its end."""
        return self.expires is not None and self.expires - self._margin <= now

    def __repr__(self) -> str:
        return f"Token({HIDDEN}, expires={self.expires})"


def parse_token(text: str) -> Token:
    """Return a token that somebody copied; raise ConfigurationError where it is no JWT."""
    return Token(text.strip().removeprefix("Bearer ").strip())


def redact(text: str, secrets: Collection[str]) -> str:
    """Return the beginning of `text` without the secrets (as they are or in base64), JWTs and signed URLs.

    They are found as they stand in texts, in URLs and in JSON.
    """
    longest = _LONGEST_FORM * max(map(len, secrets), default=0)
    head = text[: _LONGEST_READ + longest]
    for secret in secrets:
        head = _pattern(secret).sub(HIDDEN, head)
    if len(text) > _LONGEST_READ + longest:  # half a secret may stand at the end
        head = head[: max(0, len(head) - longest)]
    return _SIGNED_URL.sub(rf"\1\2{HIDDEN}", _JWT_IN_TEXT.sub(HIDDEN, head))


def _pattern(secret: str) -> re.Pattern[str]:
    raw = secret.encode()
    forms = {secret, *(form(raw).decode().rstrip("=") for form in (base64.b64encode, base64.urlsafe_b64encode))}
    return re.compile("|".join("".join(map(_in_any_text, form)) for form in forms))


def _in_any_text(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    in_url = "".join(f"%{byte:02x}" for byte in letter.encode())
    return rf"(?:\\*{re.escape(letter)}|(?i:{in_url}|\\+u{ord(letter):04x}))"


def _expiry(text: str) -> float | None:
    if not _JWT.fullmatch(text):
        raise ConfigurationError(
            "The token is not a JWT (three parts with dots between). Copy it whole from the profile page of the server."
        )
    part = text.split(".")[1]
    try:
        payload = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        if not isinstance(payload, dict):
            raise ConfigurationError("The token's payload is not a JSON object. Copy it whole from the profile page.")
        expires = payload.get("exp")
        return float(expires) if isinstance(expires, int | float) else None
    except (ValueError, OverflowError, RecursionError):
        raise ConfigurationError("The token's payload cannot be read. Copy it whole from the profile page.") from None
