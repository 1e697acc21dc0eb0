"""Revise the files of a split catalog by a JSON Merge Patch of its document: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .catalog import Catalog
from .check import check
from .finding import Finding
from .patching import patched
from .replacing import replace
from .yaml_file import Pointer

_FILED = (("paths",), ("components", "schemas"), ("x-omiq-sources",))
"""Where the members of the document are that stand at the top of a file."""


def revised(catalog: Catalog, patch: Mapping[str, Any]) -> dict[Path, str]:
    """Return the new texts of the files that a patch changes.

    It may change paths and schemas that are there, and add sources. Raise ValueError, which begins with the file,
    where its form hinders that.
    """
    by_file: dict[Path, dict[str, Any]] = {}
    for pointer in _FILED:
        for key, value in _at(patch, pointer).items():
            is_there = key in _at(catalog.document, pointer)
            file = catalog.place(*pointer, key).file if is_there else catalog.file.with_name("sources.yaml")
            by_file.setdefault(file, {})[key] = value
    return {file: _patched(file, part) for file, part in by_file.items()}


def faults(catalog: Catalog, texts: Mapping[Path, str]) -> list[Finding]:
    """Check a copy of a catalog in which files have these texts, and tell what is wrong with it."""
    root = catalog.file.parent
    with copied(root) as copy:
        for file, text in texts.items():
            (copy / file.relative_to(root)).write_bytes(text.encode())
        return faults_of_copy(copy, root)


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """Give a copy of a split catalog, to try changes on."""
    with TemporaryDirectory(prefix="omiq-catalog-") as scratch:
        copy = Path(scratch, "catalog")
        for folder in (copy, copy / "paths", copy / "schemas"):
            folder.mkdir()
        for pattern in ("*.yaml", "paths/*.yaml", "schemas/*.yaml"):
            for file in root.glob(pattern):
                shutil.copyfile(file, copy / file.relative_to(root))
        yield copy


def faults_of_copy(copy: Path, root: Path) -> list[Finding]:
    """Check a copy of the catalog at `root`, and tell what is wrong as if it stood there."""
    return [each._replace(file=root / each.file.relative_to(copy)) for each in check(copy)]


def read(file: Path) -> str:
    """Return the text of a file with the ends of its lines as they are, "" where there is none."""
    return file.read_bytes().decode() if file.exists() else ""


def write(texts: Mapping[Path, str]) -> None:
    """Give files these texts, all or none."""
    with TemporaryDirectory(prefix="omiq-catalog-") as scratch:
        built = [(Path(scratch, str(number)), file) for number, file in enumerate(texts)]
        for new, file in built:
            new.write_bytes(texts[file].encode())
        replace(built)


def _patched(file: Path, patch: Mapping[str, Any]) -> str:
    try:
        return patched(read(file), patch)
    except ValueError as wrong:
        raise ValueError(f"{file}: {wrong}") from None


def _at(document: Mapping[str, Any], pointer: Pointer) -> Mapping[str, Any]:
    for key in pointer:
        document = document.get(str(key), {})
    return document
