"""Ids that answers hold, each with the ids of what it stands in: what further calls are made with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

from .._catalog.document import Document, Schema, name_of

Identifiers: TypeAlias = Mapping[str, int | str]
"""Ids by the names of parameters, in small letters: `datasetid`, and `fileid` of a file in that dataset."""

DATASET: Final = "datasetid"
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME_OF_AN_ID: Final = re.compile(r"[A-Za-z]+(Id|id)")
_MOST_ITEMS = 20
_MOST_OF_A_KIND = 2


class Known:
    """The ids that are known so far, one or two of each kind.

    An object's own `id` is one of what its schema is called, Dataset's a `datasetId`; a member `datasetId` is one too.
    Where some `datasets` are given, those alone are known, and what is in them.
    """

    def __init__(self, document: Document, datasets: Collection[int] = ()) -> None:
        self._document = document
        self._datasets = datasets
        self._most = max(_MOST_OF_A_KIND, len(datasets))
        self._found: list[Identifiers] = [{DATASET: id} for id in datasets]

    def add(self, ids: Identifiers) -> None:
        """Add ids of one thing, unless there are two of this kind."""
        if self._datasets and DATASET in ids and ids[DATASET] not in self._datasets:
            return
        if ids not in self._found and sum(each.keys() == ids.keys() for each in self._found) < self._most:
            self._found.append(ids)

    def read(self, answer: Any, schema: Schema, ids: Identifiers) -> None:
        """Add all ids in an answer that was asked for with some."""
        whole, name = self._document.resolved(schema), name_of(schema)
        if isinstance(answer, list):
            for item in answer[:_MOST_ITEMS]:
                self.read(item, whole.get("items", {}), ids)
        elif isinstance(answer, dict):
            own = {**ids, **dict(_own(answer, name))}
            if own != ids:
                self.add(own)
            for key, member in answer.items():
                self.read(member, _member(whole, key), own)

    def sets(self, names: list[str]) -> list[Identifiers]:
        """Return one or two sets of ids that have these names, all of one thing."""
        wanted = [name.casefold() for name in names]
        fitting = (tuple(each[name] for name in wanted) for each in self._found if all(name in each for name in wanted))
        return [dict(zip(names, ids, strict=True)) for ids in list(dict.fromkeys(fitting))[: self._most]]


def is_id(parameter: str) -> bool:
    """Say whether a parameter is called as one that takes an id."""
    return bool(_NAME_OF_AN_ID.fullmatch(parameter))


def kinds(document: Document, schema: Schema, begun: frozenset[str] = frozenset()) -> set[str]:
    """Return which ids an answer may hold, by the names of parameters in small letters."""
    whole, name = document.resolved(schema), name_of(schema)
    if name in begun:
        return set()
    begun |= {name} if name else set()
    members = whole.get("properties", {})
    found = {f"{name}id".casefold()} if name and "id" in members else set()
    found |= {key.casefold() for key in members if is_id(key)}
    inner = [
        *members.values(),
        *whole.get("anyOf", ()),
        *(whole[key] for key in _INNER if isinstance(whole.get(key), dict)),
    ]
    return found.union(*(kinds(document, each, begun) for each in inner))


_INNER: Final = ("items", "additionalProperties")


def _own(value: Mapping[str, Any], name: str) -> Iterator[tuple[str, int | str]]:
    for key, member in value.items():
        kind = f"{name}Id" if key == "id" and name else key
        if is_id(kind) and (type(member) is int or (isinstance(member, str) and _ID.fullmatch(member))):
            yield kind.casefold(), member


def _member(schema: Schema, key: str) -> Schema:
    others = schema.get("additionalProperties")
    found: Schema = schema.get("properties", {}).get(key, others if isinstance(others, dict) else {})
    return found
