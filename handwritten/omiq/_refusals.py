"""From an answer that is no success to the error that says what happened."""

from __future__ import annotations

import re
from typing import Any

from ._errors import CallError, LoginSuperseded, PermissionDenied, UnexpectedAnswer, error_for
from ._json import decode
from ._steps import Response
from ._tokens import redact

_LONGEST_WORDS = 300
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SUPERSEDED = "There is a more recent login for this account"  # pkg-1.10.3
_NO_PERMISSION = "You do not have permission"  # pkg-1.10.3


def refusal(response: Response, request: str, attempts: int, secrets: tuple[str, ...]) -> CallError:
    """Return the error for an answer whose status is no success."""
    words = _shortened(words_of(response, secrets))
    kind = error_for(response.status)
    advice = ""
    if _SUPERSEDED in words:
        kind = LoginSuperseded
    elif _NO_PERMISSION in words:
        kind = PermissionDenied
    elif kind is UnexpectedAnswer:
        advice = "The server sent the client elsewhere, which it does not follow with a token. Check the server's name."
    return kind(words, request=request, status=response.status, advice=advice, attempts=attempts)


def words_of(response: Response, secrets: tuple[str, ...]) -> str:
    """Return what the server says in an error, on one line, without the secrets."""
    text = redact(response.content.decode("utf-8", "replace"), secrets)
    if "html" in response.headers.get("content-type", "") or text.lstrip()[:1] == "<":
        title = _TITLE.search(text)
        text = f"a web page: {title[1]}" if title else "a web page"
    elif text.lstrip()[:1] == "{":
        text = redact(_from_json(response.content), secrets) or text
    return " ".join(text.split())


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"


def _from_json(content: bytes) -> str:
    try:
        data: Any = decode(content)
    except ValueError:
        return ""
    texts = (data.get(name) for name in ("error", "message", "detail"))
    return next((text for text in texts if isinstance(text, str) and text), "")
