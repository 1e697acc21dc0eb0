"""From the paths of requests to those of operations: what is an id or a name becomes a parameter."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

from omiq_generated.types import UNSET

from .._catalog.document import Document
from .._recording.exchange import Exchange
from .shape import Shape
from .words import camel, singular

_WORD: Final = re.compile(r"[\w.~-]+", re.ASCII)
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_IDS: Final = frozenset({"<id>", "<key>"})
_VARIED: Final = 3  # words at one place that make it a parameter
_ANY: Final = "{}"

Segments = tuple[str, ...]


class PathParameter(NamedTuple):
    """A parameter of a path: `kinds` counts its stand-ins, `<word>` for a word; `known` is the catalog's schema."""

    name: str
    after: str
    kinds: Counter[str]
    known: Mapping[str, Any] | None


class Seen(NamedTuple):
    """An operation as it was seen: its path with names for what varies, and all its requests."""

    method: str
    path: str
    parameters: tuple[PathParameter, ...]
    exchanges: list[Exchange]


def operations(exchanges: Iterable[Exchange], document: Document, is_data: Callable[[str], bool]) -> list[Seen]:
    """Sort exchanges by the operations that they are of, in the order of path and method.

    Stand-ins are parameters, and so are words that may be data, and words that differ between reading requests that
    are answered alike.
    """
    read = [(exchange, _segments(exchange.path, is_data)) for exchange in exchanges]
    varied = _varied(read, is_data)
    groups = defaultdict[tuple[str, Segments], list[tuple[Exchange, Segments]]](list)
    for exchange, found in read:
        segments = tuple("<word>" if (found[:at], each) in varied else each for at, each in enumerate(found))
        groups[exchange.method, _shape(segments)].append((exchange, segments))
    names = _Names(document)
    seen = [_seen(method, shape, group, names) for (method, shape), group in groups.items()]
    return sorted(seen, key=lambda each: (each.path, each.method))


def _segments(path: str, is_data: Callable[[str], bool]) -> Segments:
    found = path.strip("/").split("/")
    return tuple(_segment(each, is_data) for each in found)


def _segment(segment: str, is_data: Callable[[str], bool]) -> str:
    if segment.startswith("<"):
        return segment
    return segment if _WORD.fullmatch(segment) and not is_data(segment) else "<word>"


def _shape(segments: Segments) -> Segments:
    return tuple(_ANY if each.startswith("<") else each for each in segments)


def _varied(read: Iterable[tuple[Exchange, Segments]], is_data: Callable[[str], bool]) -> set[tuple[Segments, str]]:
    """Return the words, each with what stands before it, in whose place others stand in requests answered alike."""
    answers = defaultdict[Segments, Shape](Shape)
    for exchange, segments in read:
        if exchange.method == "GET" and exchange.answer is not UNSET:
            answers[segments].add(exchange.answer)
    alike = defaultdict[Any, set[Segments]](set)
    for segments, answer in answers.items():
        answer.settle(is_data)
        for at, word in enumerate(segments):
            if at and not word.startswith("<") and (answer.members or answer.items):
                pattern = (*_shape(segments[:at]), _ANY, *_shape(segments[at + 1 :]))
                alike[pattern, at, answer.signature()].add(segments)
    return {
        (segments[:at], segments[at])
        for (_, at, _), group in alike.items()
        if len({segments[at] for segments in group}) >= _VARIED
        for segments in group
    }


class _Names:
    """Names of parameters: those of the catalog where it has one at that place, else made of the word before."""

    def __init__(self, document: Document) -> None:
        self.paths: dict[Segments, str] = {}
        self.by_word: dict[str, tuple[str, Mapping[str, Any]]] = {}
        for operation in document.operations.values():
            segments = tuple(operation.path.strip("/").split("/"))
            self.paths.setdefault(tuple(_PARAMETER.sub(_ANY, each) for each in segments), operation.path)
            schemas = {each["name"]: each["schema"] for each in operation.said.get("parameters", ())}
            for before, segment in pairwise(segments):
                if parameter := _PARAMETER.fullmatch(segment):
                    self.by_word.setdefault(before, (parameter[1], schemas[parameter[1]]))

    def name(self, before: str, kinds: Iterable[str]) -> tuple[str, Mapping[str, Any] | None]:
        is_id = _IDS.issuperset(kinds)
        if is_id and before in self.by_word:
            return self.by_word[before]
        return camel((singular(before), "id" if is_id else "name")) or "id", None


def _seen(method: str, shape: Segments, group: list[tuple[Exchange, Segments]], names: _Names) -> Seen:
    parameters: list[PathParameter] = []
    path = ""
    before = ""
    known = _PARAMETER.findall(names.paths.get(shape, ""))
    for at, segment in enumerate(shape):
        if segment != _ANY:
            path += f"/{segment}"
            before = segment
            continue
        kinds = Counter(segments[at] for _, segments in group)
        name, schema = names.name(before, kinds)
        name = known[len(parameters)] if known else _unused(name, {each.name for each in parameters})
        parameters.append(PathParameter(name, before, kinds, schema))
        path += f"/{{{name}}}"
    return Seen(method, path, tuple(parameters), [exchange for exchange, _ in group])


def _unused(name: str, used: set[str]) -> str:
    return next(each for each in (name, *(f"{name}{number}" for number in range(2, 99))) if each not in used)
