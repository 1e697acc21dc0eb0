"""Tokens as the server hands them out: JWTs, whose payload says when they end."""

import base64
import json
from typing import Any

from .clock import NOON


def jwt(expires: float | None = NOON + 8 * 3600, **claims: Any) -> str:
    """Return a JWT that ends at `expires` (Unix seconds; None: it does not say), with further claims."""
    end = {} if expires is None else {"exp": int(expires)}
    return ".".join((_part({"alg": "HS256", "typ": "JWT"}), _part(end | claims), "c2lnbmF0dXJl"))


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


TOKEN = jwt()
"""A token that is good for eight hours from where a FakeClock begins."""
