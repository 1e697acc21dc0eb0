"""Drafted entries of a catalog, from recordings of calls that it lacks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .._catalog.document import Document
from .._errors import ConfigurationError
from .._recording.exchange import Exchange, Recording
from . import yaml_text
from .drafting import Drafted, Drafter
from .known import KnownObjects
from .schemas import Named
from .templates import operations

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_HEAD = """\
# Drafted from recordings of calls. Names, `retry` and what says "review" are guesses until somebody has looked at them.
# "in 2 of 3" counts the objects seen at that place, in lists their different forms.
"""


class Source(NamedTuple):
    """Where a draft comes from: its key among the catalog's sources, and what it is."""

    key: str
    title: str


class Draft(NamedTuple):
    """What a recording adds to a catalog.

    `tags` are new ones, with their descriptions; `known` counts the requests of each operation that the catalog has;
    `left_out` says why other requests are not drafted, and how many.
    """

    source: Source
    is_new_source: bool
    tags: Mapping[str, str]
    operations: Sequence[Drafted]
    schemas: Sequence[Named]
    known: Counter[str]
    left_out: Mapping[str, int]

    def as_overlay(self) -> str:
        """Return the draft as one document in the catalog's form, "" where there is nothing to add."""
        if not self.operations:
            return ""
        paths: dict[str, dict[str, Any]] = {}
        for each in self.operations:
            paths.setdefault(each.path, {})[each.method] = each.said
        document: dict[str, Any] = {"x-omiq-sources": self.sources()}
        document |= {"tags": self.tag_list()} if self.tags else {}
        document["paths"] = paths
        if self.schemas:
            document["components"] = {"schemas": {each.name: each.schema for each in self.schemas}}
        return _HEAD + "\n".join(yaml_text.lines(document)) + "\n"

    def sources(self) -> dict[str, Any]:
        """Return the source as the catalog's list of them has it."""
        gives = "How calls look that were recorded; shapes alone, no values."
        return {self.source.key: {"title": self.source.title, "gives": gives, "certainty": "observed"}}

    def tag_list(self) -> list[dict[str, Any]]:
        """Return the new tags as the catalog lists them."""
        return [{"name": name, "description": text} for name, text in self.tags.items()]


def learn(recordings: Iterable[Recording], document: Document, source: str) -> Draft:
    """Draft entries for the recorded calls that `document` lacks; raise ConfigurationError where `source` says nothing.

    Only shapes are copied. A word of a path or the name of a member that also was a value is taken for data.
    """
    there = list(recordings)
    exchanges = [exchange for recording in there for exchange in recording.exchanges]
    words = frozenset[str]().union(*(recording.words for recording in there)) - _vocabulary(document)
    known_objects = KnownObjects(document)
    known, left_out, lacking = Counter[str](), Counter[str](), list[Exchange]()
    for exchange in exchanges:
        found = document.of_request(exchange.method, exchange.path)
        if found:
            known[found[0].id] += 1
            known_objects.hear(exchange)
        elif why := _why_not(exchange, words):
            left_out[why] += 1
        else:
            lacking.append(exchange)
    named, is_new = source_of(document, source)
    drafter = Drafter(document, known_objects, words.__contains__, named.key)
    drafted = drafter.draft(operations(lacking, document, words.__contains__))
    return Draft(named, is_new, drafter.tags, drafted, drafter.schemas, known, left_out + drafter.left_out)


def source_of(document: Document, title: str) -> tuple[Source, bool]:
    """Return the source of this title, and whether it is a new one; raise ConfigurationError where it has no text."""
    title = " ".join(title.split())
    if not title or not title.isprintable():
        raise ConfigurationError("The source is no text: say where the recording comes from, and when.")
    there = document.value.get("x-omiq-sources", {})
    same = next((key for key, said in there.items() if said.get("title") == title), None)
    if same is not None:
        return Source(same, title), False
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", letters)[:60].strip("-") or "recording"
    key = key if key[0].isalpha() else f"recording-{key}"
    number = next(number for number in range(1, len(there) + 2) if _numbered(key, number) not in there)
    return Source(_numbered(key, number), title), True


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}-{number}"


def _why_not(exchange: Exchange, words: frozenset[str]) -> str:
    """Say why an exchange is not drafted, "" where it is."""
    first = exchange.path.strip("/").partition("/")[0]
    if exchange.method not in _METHODS:
        return f"of a method that the catalog does not describe ({exchange.method})"
    if not 200 <= exchange.status < 300:
        return "failed"
    if not first or first.startswith("<") or first in words:
        return "with a path whose first word may be data"
    return ""


def _vocabulary(document: Document) -> frozenset[str]:
    """Return the words that the catalog itself has in paths and as names of members."""
    return frozenset(_words(document))


def _words(document: Document) -> Iterator[str]:
    for operation in document.operations.values():
        yield from operation.path.split("/")
        yield from (each["name"] for each in operation.said.get("parameters", ()))
        yield from operation.answer.get("properties", {})
    for schema in document.schemas.values():
        yield from schema.get("properties", {})
