"""Names that are still to be had: the rules want each of them once, and none that generated code needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from keyword import iskeyword

from omiq_generator.rules import names as rules

from .._catalog.document import Document
from .words import pascal, plural, snake


class Taken:
    """The names of a catalog, and those that are given away by this."""

    def __init__(self, document: Document) -> None:
        operations = document.operations.values()
        self._ids = {each.id.lower() for each in operations}
        self._methods = {each.said["x-omiq"]["method"] for each in operations} | rules.ADDED
        titles = (each.answer.get("title", "") for each in operations)
        self._classes = {name.lower() for name in (*rules.own_classes(), *document.schemas, *titles)}
        self._tags = {tag["name"] for tag in document.value.get("tags", ())}
        self._classes = self._classes.union(*map(_classes_of, self._tags))

    def tag(self, word: str) -> str:
        """Return the tag for a first word of paths: one that there is, for one or for many, or a new one."""
        name = snake((word,)) or "api"
        many = snake((plural(word),))
        known = next((each for each in (name, many) if each in self._tags), "")
        if known:
            return known
        wanted = (name, many, f"{name}_calls", f"api_{name}")
        new = next(each for each in wanted if rules.is_tag(each) and not _classes_of(each) & self._classes)
        self._tags.add(new)
        self._classes |= _classes_of(new)
        return new

    def operation(self, *ids: str) -> str:
        """Return the first of some ids that no operation has, and whose schemas could be named by it."""
        for id in _numbered(*ids):
            own = {f"{id}Request".lower(), f"{id}Response".lower()}
            if id.lower() not in self._ids and not own & self._classes:
                self._ids.add(id.lower())
                self._classes |= own
                return id
        raise AssertionError

    def method(self, tag: str, *names: str) -> str:
        """Return the first of some names that no method of a tag has."""
        for name in _numbered(*names):
            method = f"{tag}.{name}"
            if method not in self._methods and not iskeyword(name) and name not in rules.HIDING:
                self._methods.add(method)
                return method
        raise AssertionError

    def schema(self, *names: str) -> str:
        """Return the first of some names that no schema has."""
        name = next(name for name in _numbered(*names) if name.lower() not in self._classes)
        self._classes.add(name.lower())
        return name


def _classes_of(tag: str) -> set[str]:
    return {pascal((tag,)).lower(), f"async{pascal((tag,))}".lower()}


def _numbered(*names: str) -> Iterator[str]:
    yield from names
    yield from (f"{names[-1]}{number}" for number in count(2))
