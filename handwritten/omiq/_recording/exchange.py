"""A call and its answer by their shape: what a recording holds of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from itertools import zip_longest
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote

from omiq_generated.types import UNSET

from .._json import decode, encode
from .._shapes import is_word, kind_of_key, kind_of_text, masked, words_of

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_STAND_IN: Final = re.compile(r"<(?:id|key|text)>")
_BOOLEANS: Final = frozenset({"true", "false", "True", "False"})
_INTEGER: Final = re.compile(r"-?[0-9]{1,20}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}\.[0-9]{1,20}")
_KINDS: Final = frozenset({"boolean", "integer", "number", "text", "id"})


class Exchange(NamedTuple):
    """A call and its answer, with stand-ins for all that is not of the API itself.

    `path` is below the API's base URL: `/datasets/<id>/things`, with `<id>` for digits, `<key>` for another id, and
    `<text>` for what else is no word. `query` has names with their kinds: boolean, integer, number, text, or id (of
    digits). `request` and `answer` are masked JSON (`omiq._shapes.masked`), UNSET where there is none. The answer to a
    call that began a long operation is what that ended with.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    request: Any = UNSET
    answer: Any = UNSET
    long_operation: bool = False


class Recording(NamedTuple):
    """What was recorded of an API.

    `words` are values that look like words of the API: a key or a segment of a path that is among them may be data.
    `unread` says why entries could not be read, or not wholly, and how many.
    """

    exchanges: list[Exchange]
    words: frozenset[str]
    unread: Mapping[str, int]

    def __repr__(self) -> str:
        return f"<Recording of {len(self.exchanges)} exchanges, {sum(self.unread.values())} unread>"


def exchange_of(
    method: str,
    target: str,
    status: int,
    *,
    template: str = "",
    request: Any = UNSET,
    answer: Any = UNSET,
    long_operation: bool = False,
    words: set[str] | None = None,
) -> Exchange:
    """Mask a call and its answer; raise ValueError where it is none of an API.

    `target` is the path below the API's base URL with its query. What `template` has a parameter for is no word.
    Values that look like words of the API are added to `words`.
    """
    if method.upper() not in METHODS:
        raise ValueError("no method of an API")
    path, _, query = target.partition("?")
    return Exchange(
        method.upper(),
        "/".join(_masked_segments(path, template)),
        tuple(_masked_query(query, words)),
        status,
        UNSET if request is UNSET else masked(request, words),
        UNSET if answer is UNSET else masked(answer, words),
        long_operation,
    )


def line_of(exchange: Exchange, words: Set[str] = frozenset()) -> bytes:
    """Write an exchange as JSON on one line, which tells what of its own names is among `words`, and may be data."""
    method, path, query, status, request, answer, long_operation = exchange
    line: dict[str, Any] = {"method": method, "path": path, "query": query, "status": status}
    line |= {} if request is UNSET else {"request": request}
    line |= {} if answer is UNSET else {"answer": answer}
    line |= {"longOperation": True} if long_operation else {}
    line |= {"alsoValues": also} if (also := sorted(words & {*_names(exchange)})) else {}
    return encode(line) + b"\n"


def exchange_in(line: bytes, words: set[str]) -> Exchange:
    """Read a line of a recording, masked once more; raise ValueError where it is none.

    Names in it that also were values are added to `words`.
    """
    try:
        read = decode(line)
        query = [(str(name), str(kind)) for name, kind in read["query"]]
        if not isinstance(read["status"], int):
            raise ValueError("the status is no number")
        exchange = exchange_of(
            read["method"],
            read["path"],
            read["status"],
            request=read.get("request", UNSET),
            answer=read.get("answer", UNSET),
            long_operation=read.get("longOperation") is True,
        )
        words.update(word for word in read.get("alsoValues", ()) if is_word(word))
    except (KeyError, TypeError, AttributeError):
        raise ValueError("no line of a recording of calls") from None
    return exchange._replace(
        query=tuple((_masked_name(name), kind if kind in _KINDS else "text") for name, kind in query)
    )


def _names(exchange: Exchange) -> Iterator[str]:
    """Yield what stands in an exchange as a word of a path, a parameter or a key."""
    yield from exchange.path.split("/")
    yield from (name for name, _ in exchange.query)
    yield from _keys([exchange.request, exchange.answer])


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _masked_segments(path: str, template: str) -> Iterator[str]:
    for segment, described in zip_longest(path.split("/"), template.split("/"), fillvalue=""):
        plain = not segment or (is_word(segment) and not described.startswith("{"))
        yield segment if plain or _STAND_IN.fullmatch(segment) else f"<{kind_of_key(unquote(segment))}>"


def _masked_query(query: str, words: set[str] | None) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(query, keep_blank_values=True):
        if words is not None:
            words.update(words_of(value))
        yield _masked_name(name), _kind_in_query(value, name)


def _masked_name(name: str) -> str:
    return name if is_word(name) else "<text>"


def _kind_in_query(value: str, name: str) -> str:
    if value in _BOOLEANS:
        return "boolean"
    if _NUMBER.fullmatch(value):
        return "number"
    kind = kind_of_text(value, name)
    if kind == "id":
        return "id"
    return "integer" if _INTEGER.fullmatch(value) else "text"
