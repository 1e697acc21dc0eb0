"""A part of the catalog's document that knows where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .catalog import METHODS, Catalog
from .finding import Finding
from .yaml_file import Pointer


@dataclass(frozen=True)
class Part:
    """A value in the document, which may be of any shape, so that a rule can look at a catalog that is broken.

    A member that is not there is a part too; its value is None.
    """

    catalog: Catalog
    pointer: Pointer
    value: Any

    @classmethod
    def whole(cls, catalog: Catalog) -> Part:
        return cls(catalog, (), catalog.document)

    def __getitem__(self, key: str | int) -> Part:
        value: Any = None
        if isinstance(key, str) and isinstance(self.value, dict):
            value = self.value.get(key)
        elif isinstance(key, int) and isinstance(self.value, list):
            value = self.value[key]
        return Part(self.catalog, (*self.pointer, key), value)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def at(self, *keys: str | int) -> Part:
        """The part that is found by following keys."""
        part = self
        for key in keys:
            part = part[key]
        return part

    def members(self) -> Iterator[tuple[str, Part]]:
        """The members of an object; none where it is none."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield key, self[key]

    def items(self) -> Iterator[Part]:
        """The items of a list; none where it is none."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Part(self.catalog, (*self.pointer, index), value)

    @property
    def text(self) -> str:
        """The value where it is a text, else an empty one."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def key(self) -> str:
        """The last key of the way here."""
        return str(self.pointer[-1])

    def finding(self, message: str, mend: str) -> Finding:
        return self.catalog.finding(self.pointer, message, mend)

    def lacks(self, keys: Iterable[str]) -> Iterator[str]:
        """Those of the keys that the object does not have."""
        return (key for key in keys if key not in self)


def operations(root: Part) -> Iterator[Part]:
    """All operations of the document."""
    for _, item in root["paths"].members():
        yield from (operation for method, operation in item.members() if method in METHODS)


def tag_of(operation: Part) -> str:
    """The tag that an operation has to have: the name of its file, or where files have none, the one that it says."""
    if operation.catalog.is_split:
        return operation.catalog.place(*operation.pointer).file.stem
    return next((tag.text for tag in operation["tags"].items()), "")


def nearest(name: str, known: Iterable[str]) -> str:
    """How to mend a name that is none of those known."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"write {close[0]!r}"
    return f"write one of {', '.join(names)}" if names else "take it out"
