"""Values of every kind that must never be seen again, and a search for them in any form."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from .tokens import jwt

SENTINELS = {
    "token": jwt(owner="sentinel-owner"),
    "secret key": "s3cr3tK3y0fSentine1-Zq8Wn4Rb7Tx2Lm5Vc9Hd0",
    "signed URL": "https://store.example.org/b/sentinel-object?X-Amz-Credential=sentinelCred&X-Amz-Signature=5e471e15",
    "e-mail": "jane.sentinelova+cd4@example.org",
    "person": "Jané Sentinelova",
    "file": "Sentinel panel_CD4+ (donor 7).fcs",
    "id": "918273645546372",
    "uuid": "5e471e10-ab1e-4dad-8bad-decafc0ffee5",
    "opaque id": "sEn7iN3l0paQue9Zk2",
    "hex": "5e471e1f00dfeedfacecafe0",
}
"""One of each kind that a recording may hold."""


def found_in(text: str) -> list[str]:
    """Return which sentinels stand in a text: as they are, URL-encoded once or twice, or in base64."""
    return [
        f"{name}, {form}" for name, sentinel in SENTINELS.items() for form, piece in _forms(sentinel) if piece in text
    ]


def _forms(sentinel: str) -> Iterator[tuple[str, str]]:
    yield "as it is", sentinel
    yield "escaped", sentinel.encode("unicode_escape").decode()
    for name, quoted in (("URL-encoded", quote(sentinel, safe="")), ("as a form", quote_plus(sentinel))):
        yield name, quoted
        yield f"{name}, twice", quote(quoted, safe="")
    for start in range(3):
        yield "base64", _inner(b64encode(bytes(start) + sentinel.encode()).decode(), start)
        yield "base64 for URLs", _inner(urlsafe_b64encode(bytes(start) + sentinel.encode()).decode(), start)


def _inner(encoded: str, start: int) -> str:
    """Return the letters that are the same whatever stands before and behind."""
    return encoded[(0, 2, 3)[start] : -4]
