"""Put a draft into the files of a catalog: all of it or nothing, and what stands there stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from omiq_generator import yaml_file
from omiq_generator.catalog import load
from omiq_generator.check import check
from omiq_generator.finding import Finding
from omiq_generator.replacing import replace
from omiq_generator.revising import copied, faults_of_copy

from .._catalog.document import Document
from .._errors import ConfigurationError
from . import yaml_text
from .draft import Draft

_TOLD: Final = 20  # findings
_OPENAPI: Final = "openapi.yaml"


def catalog_at(root: Path) -> Document:
    """Read the catalog of a folder; raise ConfigurationError where it does not keep the rules."""
    if not (root / _OPENAPI).is_file():
        raise ConfigurationError(f"{root} holds no catalog: there is no {root / _OPENAPI}.")
    _refuse(check(root), f"The catalog in {root} does not keep its rules: mend it first.")
    return Document(load(root).document)


def put(draft: Draft, root: Path) -> list[Path]:
    """Add a draft to the catalog of a folder, and return the files that were written.

    Raise ConfigurationError, and write nothing, where the catalog would not keep its rules then.
    """
    with copied(root) as copy:
        expected = _with(load(root).document, draft)
        written = [path.relative_to(copy) for path in _edited(draft, copy)]
        _refuse(faults_of_copy(copy, root), "The draft does not keep the rules of a catalog. Nothing was written.")
        if load(copy).document != expected:
            raise ConfigurationError(
                f"The files of {root} are not written as the catalog's are, so that nothing can be put into them. "
                "Nothing was written: give --output instead, and put it there by hand."
            )
        replace([(copy / path, root / path) for path in written])
        return [root / path for path in written]


def _refuse(findings: Iterable[Finding], what: str) -> None:
    told = [str(each) for each in findings]
    if told:
        more = [f"and {len(told) - _TOLD} more"] if len(told) > _TOLD else []
        raise ConfigurationError("\n".join([what, *told[:_TOLD], *more]))


def _with(document: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Return what the catalog is to say with the draft."""
    if draft.is_new_source:
        document["x-omiq-sources"] |= draft.sources()
    document["tags"] += draft.tag_list()
    for operation in draft.operations:
        document["paths"].setdefault(operation.path, {})[operation.method] = yaml_text.plain(operation.said)
    document["components"]["schemas"] |= {each.name: yaml_text.plain(each.schema) for each in draft.schemas}
    return document


def _edited(draft: Draft, root: Path) -> Iterator[Path]:
    """Put the draft into a copy of the catalog, and yield the files that changed."""
    if draft.is_new_source:
        yield _append(root / "sources.yaml", draft.sources())
    if draft.tags:
        yield _add_tags(root / _OPENAPI, draft.tag_list())
    for tag, operations in groupby(sorted(draft.operations, key=attrgetter("tag", "path")), key=attrgetter("tag")):
        path = root / "paths" / f"{tag}.yaml"
        for key, methods in groupby(operations, key=attrgetter("path")):
            _add_operations(path, key, {each.method: each.said for each in methods})
        yield path
    for tag, schemas in groupby(sorted(draft.schemas, key=attrgetter("tag", "name")), key=attrgetter("tag")):
        yield _append(root / "schemas" / f"{tag}.yaml", {each.name: each.schema for each in schemas})


def _append(path: Path, members: Mapping[str, Any]) -> Path:
    text = _read(path)
    _write(path, text, len(text.splitlines()), yaml_text.lines(members))
    return path


def _add_operations(path: Path, key: str, methods: Mapping[str, Any]) -> None:
    there = yaml_file.read(path).lines if path.exists() else {}
    if (key,) not in there:
        _append(path, {key: methods})
        return
    text = _read(path)
    first = next(line for pointer, line in there.items() if pointer[:1] == (key,) and len(pointer) == 2)
    _write(path, text, _end(text, there, key), yaml_text.lines(methods, _indent(text, first)))


def _add_tags(path: Path, tags: list[dict[str, Any]]) -> Path:
    text, there = _read(path), yaml_file.read(path).lines
    last = max(line for pointer, line in there.items() if pointer[:1] == ("tags",) and len(pointer) == 2)
    _, *added = yaml_text.lines({"tags": tags}, _indent(text, last) - 2)
    _write(path, text, _end(text, there, "tags"), added)
    return path


def _end(text: str, there: Mapping[yaml_file.Pointer, int], key: str) -> int:
    """Return the number of the last line of a member of the file."""
    rows = text.splitlines()
    after = [line for pointer, line in there.items() if len(pointer) == 1 and line > there[key,]]
    end = min(after, default=len(rows) + 1) - 1
    while not rows[end - 1].strip() or rows[end - 1].startswith("#"):
        end -= 1
    return end


def _indent(text: str, line: int) -> int:
    row = text.splitlines()[line - 1]
    return len(row) - len(row.lstrip())


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8") if path.exists() else ""


def _write(path: Path, text: str, after: int, added: Iterable[str]) -> None:
    """Write a text with lines after one of its own, ended as its own are."""
    end = "\r\n" if "\r\n" in text else "\n"
    rows = text.splitlines(keepends=True)
    if after and not rows[after - 1].endswith("\n"):
        rows[after - 1] += end
    rows[after:after] = [f"{line}{end}" for line in added]
    path.write_bytes("".join(rows).encode("utf-8"))
