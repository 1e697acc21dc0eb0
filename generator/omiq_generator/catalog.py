"""The catalog: its files as one OpenAPI document that still knows where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import yaml_file
from .finding import Finding, Place
from .yaml_file import Pointer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

LONG_OPERATION = "LongOperationStarted"
"""The schema of the answer that any signed-in call may have in place of its own."""

Operation = tuple[str, str, dict[str, Any]]
"""An operation's key in `paths`, its HTTP method in small letters, and its object."""


@dataclass
class Catalog:
    """One document made of files, and what was wrong with the files themselves.

    What stands in none of them is told at the top of `file`.
    """

    file: Path
    document: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[Pointer, Place] = field(default_factory=dict)
    is_whole: bool = True
    """Whether all files could be read."""
    is_split: bool = True
    """Whether operations stand in files that have the names of their tags."""

    def place(self, *pointer: str | int) -> Place:
        """Where a part of the document stands; where it is not there, the nearest part around it."""
        while pointer not in self.places and pointer:
            pointer = pointer[:-1]
        return self.places.get(pointer, Place(self.file, 1))

    def is_placed(self, pointer: Pointer) -> bool:
        """Whether a part of the document, or one around it, stands in a file."""
        return any(pointer[:length] in self.places for length in range(len(pointer) + 1))

    def note(self, at: Pointer, other: Catalog, pointer: Pointer) -> None:
        """Note that a part of the document stands where the one at `pointer` of another catalog does."""
        for each, place in other.places.items():
            if each[: len(pointer)] == pointer:
                self.places[at + each[len(pointer) :]] = place

    def finding(self, pointer: Pointer, message: str, mend: str) -> Finding:
        """Tell what is wrong with a part of the document; of one that is in no file also which it is."""
        if not self.is_placed(pointer):
            message = f"with this, in the built-in {' '.join(map(str, pointer))}: {message}"
        return Finding(*self.place(*pointer), message, mend)

    def operations(self) -> Iterator[Operation]:
        """All operations, by path and then in the order of `METHODS`."""
        yield from operations(self.document)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """All operations of a document, by path and then in the order of `METHODS`."""
    for path, item in document["paths"].items():
        for method in METHODS:
            operation = item.get(method) if isinstance(item, dict) else None
            if isinstance(operation, dict):
                yield path, method, operation


def load(root: Path) -> Catalog:
    """Read all files of a catalog.

    Faults of the files (not YAML, a key twice, two files with one path) are listed in `findings`; a rule of
    what the document may say is not looked at here.
    """
    catalog = Catalog(root / "openapi.yaml")
    _merge(catalog, catalog.file, ())
    for pointer in (("paths",), ("components",), ("components", "schemas"), ("x-omiq-sources",)):
        _make_room(catalog, pointer)
    _merge(catalog, root / "sources.yaml", ("x-omiq-sources",))
    for folder, pointer in (("paths", ("paths",)), ("schemas", ("components", "schemas"))):
        for path in sorted((root / folder).glob("*.yaml")):
            _merge(catalog, path, pointer)
        _sort(catalog.document, pointer)
    return catalog


def public(document: dict[str, Any]) -> dict[str, Any]:
    """Make the document that ships: the answer to any signed-in call may say that a long operation began."""
    document = deepcopy(document)
    started = {"$ref": f"#/components/schemas/{LONG_OPERATION}"}
    for _, _, operation in operations(document):
        if operation.get("security") != []:
            media = operation["responses"]["200"]["content"]["application/json"]
            media["schema"] = {"anyOf": [media["schema"], started]}
    return document


def curated(shipped: Mapping[str, Any]) -> dict[str, Any]:
    """Undo `public`: make the document of the catalog's files of the one that ships."""
    document = deepcopy(dict(shipped))
    for _, _, operation in operations(document):
        if operation.get("security") != []:
            media = operation["responses"]["200"]["content"]["application/json"]
            media["schema"] = media["schema"]["anyOf"][0]
    return document


def _merge(catalog: Catalog, path: Path, pointer: Pointer) -> None:
    """Add the members of a file to the object at a place of the document."""
    file = yaml_file.read(path)
    catalog.findings += file.findings
    if not isinstance(file.value, dict):
        if not file.findings and (file.value is not None or not pointer):
            catalog.findings.append(Finding(path, 1, "the file is not an object", "write `name: value` members"))
        catalog.is_whole &= file.value is None and not file.findings and bool(pointer)
        return
    target = _at(catalog.document, pointer)
    added = file.value.keys() - target.keys()
    for key in [key for key in file.value if key in target]:
        first = catalog.place(*pointer, key)
        what = f"{key!r} stands in {first.file.name}:{first.line} too"
        catalog.findings.append(Finding(path, file.lines[key,], what, "take one of them out, or merge them"))
    target.update((key, value) for key, value in file.value.items() if key in added)
    for inner, line in file.lines.items():
        if not inner or inner[0] in added:
            catalog.places.setdefault(pointer + inner, Place(path, line))


def _make_room(catalog: Catalog, pointer: Pointer) -> None:
    """Have an object at a place of the document, whatever the file says."""
    parent = _at(catalog.document, pointer[:-1])
    if not isinstance(parent.setdefault(pointer[-1], {}), dict):
        file, line = catalog.place(*pointer)
        catalog.findings.append(Finding(file, line, f"`{pointer[-1]}` is not an object", "write `{}`"))
        parent[pointer[-1]] = {}


def _at(document: dict[str, Any], pointer: Pointer) -> Any:
    value: Any = document
    for key in pointer:
        value = value[key]
    return value


def _sort(document: dict[str, Any], pointer: Pointer) -> None:
    target = _at(document, pointer)
    ordered = dict(sorted(target.items()))
    target.clear()
    target.update(ordered)
