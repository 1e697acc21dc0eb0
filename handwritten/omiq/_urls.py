"""From a path and its parameters to the URL of a request, on the API's origin and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from omiq_generated.types import UNSET

from ._errors import ConfigurationError

_PLAIN = re.compile(r"(/[A-Za-z0-9_-]+)+")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_DOT_SEGMENT = re.compile(r"(^|/|%2f|%5c)(\.|%2e){1,2}(/|%2f|%5c|$)", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_NO_TEXT = "half a surrogate pair, which no URL can hold"
_KEPT = "/%:@!$&'()*+,;=~?"


def request_url(api_url: str, path: str, query: Mapping[str, Any]) -> str:
    """Return the URL of `path` under the API's base URL, with `query` behind it."""
    try:
        text = urlencode(list(_pairs(query)), quote_via=quote)
    except UnicodeEncodeError:
        raise ConfigurationError(f"The query holds {_NO_TEXT}.") from None
    return f"{api_url}{path}{'&' if '?' in path else '?'}{text}" if text else api_url + path


def checked_path(api_url: str, path: str) -> str:
    """Return a path that a user gave, relative to the API's base URL.

    Raise ConfigurationError where it would leave the API's origin: another host, `//host`, `..`, a backslash.
    """
    if _PLAIN.fullmatch(path):
        return path
    if not path.startswith("/") and "://" in path.partition("?")[0]:
        path = _below(api_url, path)
    plain, mark, query = path.partition("?")
    if not plain.startswith("/") or plain.startswith("//"):
        raise ConfigurationError(f"The path {plain!r} must start with one slash, and be relative to {api_url}.")
    if _FORBIDDEN.search(path) or "#" in path or _DOT_SEGMENT.search(plain):
        raise ConfigurationError(
            f"The path {plain!r} holds a dot segment, a blank, a backslash, a control character or a fragment."
        )
    return _quoted(plain) + mark + _quoted(query)


def _below(api_url: str, url: str) -> str:
    base, target = urlsplit(api_url), _split(url)
    prefix = base.path + "/"
    if _origin(target) != _origin(base) or not target.path.startswith(prefix):
        raise ConfigurationError(
            f"{target.scheme}://{target.hostname}{target.path} is not under {api_url}: the token goes nowhere else."
        )
    return url[url.index("://") + 3 + len(target.netloc) + len(base.path) :]


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ConfigurationError("The URL cannot be read: its host or its port is none.") from None
    if parts.username or parts.password:
        raise ConfigurationError("A URL with a user or a password in it is refused.")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _quoted(text: str) -> str:
    try:
        return quote(_LONE_PERCENT.sub("%25", text), safe=_KEPT)
    except UnicodeEncodeError:
        raise ConfigurationError(f"The path holds {_NO_TEXT}.") from None


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for item in value if isinstance(value, list | tuple) else (value,):
            if item is None or item is UNSET:
                continue
            yield name, str(item).lower() if isinstance(item, bool) else str(item)
