"""Which of the servers in a recording is the API's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from .._catalog.document import built_in
from .._errors import ConfigurationError
from .har import is_json, sent

_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_OF_OMIQ: Final = re.compile(r"https://(?:api|[a-z0-9-]+-api)\.omiq\.ai/api")
_API = "/api/"
_SHOWN = 10


def target_below(base: str, url: str) -> str | None:
    """Return path and query of `url` below an API's base URL, None where it is elsewhere."""
    origin, rest = _split(url)
    at, path = _split(base)
    below = rest.removeprefix(path)
    return below if origin == at and rest.startswith(path) and below.startswith("/") else None


def api_in(entries: Iterable[Any], given: str | None, place: object) -> str:
    """Return the base URL of the API that a recording is of: `given` where it has calls of that, or found by its calls.

    That is the one below which most operations of the catalog were called, else OMIQ's, else one that answered JSON.
    Raise ConfigurationError where there is none; `place` is what the recording stands in.
    """
    hosts: set[str] = set()
    known: dict[str, set[str]] = {}
    calls: Counter[str] = Counter()
    for entry in entries:
        try:
            method, url, _ = sent(entry)
            hosts.add(urlsplit(url).netloc.rpartition("@")[2])
        except ValueError:
            continue
        base = given if given and target_below(given, url) else _base(url)
        if base is None:
            continue
        path = (target_below(base, url) or "").partition("?")[0]
        known.setdefault(base, set()).update(each.id for each in built_in().of_request(method, path))
        calls[base] += is_json(entry)
    found = given if given in calls else None if given else _best(known, calls)
    if found is None:
        raise _no_api(place, given, hosts)
    return found


def _best(known: dict[str, set[str]], calls: Counter[str]) -> str | None:
    ranked = sorted(known, key=lambda base: (len(known[base]), bool(_OF_OMIQ.fullmatch(base)), calls[base]))
    best = ranked[-1] if ranked else None
    return best if best and (known[best] or _OF_OMIQ.fullmatch(best) or calls[best]) else None


def _base(url: str) -> str | None:
    origin, rest = _split(url)
    path, api, _ = rest.partition("?")[0].partition(_API)
    return f"{origin}{path}{_API[:-1]}" if api and origin.startswith("http") else None


def _split(url: str) -> tuple[str, str]:
    """Return origin, and path with query; two URLs of one server have the same origin."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower().replace("ws", "http")
        port = "" if parts.port in (None, _PORTS.get(scheme)) else f":{parts.port}"
    except ValueError:
        return "", ""
    return f"{scheme}://{parts.hostname or ''}{port}", parts.path + (f"?{parts.query}" if parts.query else "")


def _no_api(place: object, given: str | None, hosts: set[str]) -> ConfigurationError:
    shown = ", ".join(sorted(hosts - {""})[:_SHOWN])
    what = f"no call of {given}" if given else "no call of an API of OMIQ"
    more = f" and {len(hosts) - _SHOWN} more" if len(hosts) > _SHOWN else ""
    seen = f"its calls went to {shown}{more}" if shown else "it holds no call"
    return ConfigurationError(f"{place} holds {what}: {seen}. Say by --server which server's calls to read.")
