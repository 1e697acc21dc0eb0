"""Overlays: files of a user's own that add operations to the catalog, and where they are.

An overlay has the form that spec/README.md tells of. Those of a client are in the user's folder, in the paths that
`OMIQ_CATALOG` lists, and among its arguments; they are put onto the catalog in this order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from .._errors import ConfigurationError
from .._extras import extra
from .additions import Addition, answers_of
from .document import Document, built_in

if TYPE_CHECKING:
    from omiq_generator.catalog import Catalog
    from omiq_generator.finding import Finding

VARIABLE = "OMIQ_CATALOG"
_KEPT = 8  # sets of overlays, checked once in a process

StrPath: TypeAlias = "str | os.PathLike[str]"


class Overlaid(NamedTuple):
    """The catalog with overlays on it: the whole `document`, and what they add.

    `added` has the operations of overlays by their ids, `origins` the file of each.
    """

    document: Document
    added: Mapping[str, Addition]
    origins: Mapping[str, Path]


class Overlays:
    """The overlays of a client. Those that are `given` are checked here, all others when they are first needed.

    Raises:
        ConfigurationError: one that is given breaks a rule of the catalog, and each fault is named with file and line;
            or it is a folder without overlays.
    """

    def __init__(self, given: StrPath | Iterable[StrPath] | None = None) -> None:
        paths = [given] if isinstance(given, str | os.PathLike) else list(given or ())
        self._given = [Path(path).absolute() for path in paths]
        if "" in paths:
            raise ConfigurationError("The path of an overlay is empty: name a file or a folder.")
        if self._given:
            overlaid(named_files(self._given))

    @property
    def files(self) -> list[Path]:
        """The files of all overlays: of the user's folder, of the environment, then those that are given."""
        from platformdirs import user_config_path

        folder = user_config_path("omiq", appauthor=False) / "catalog"
        listed = (Path(path).expanduser() for path in os.environ.get(VARIABLE, "").split(os.pathsep) if path)
        return files_of([*([folder] if folder.is_dir() else ()), *listed, *self._given])

    def read(self) -> Overlaid:
        """Return the catalog with all overlays on it; raise ConfigurationError where they break a rule."""
        return overlaid(self.files)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return files, and those that end in `.yaml` in place of each folder; one that is there twice counts once."""
    found = (file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path]))
    return list({file.resolve(): file for file in found}.values())


def named_files(paths: Iterable[Path]) -> list[Path]:
    """Do what `files_of` does for paths that somebody has named; raise ConfigurationError where one holds nothing."""
    paths = list(paths)
    for path in paths:
        if path.is_dir() and not any(path.glob("*.yaml")):
            raise ConfigurationError(f"The folder {path} holds no overlay, no file that ends in .yaml.")
    return files_of(paths)


def overlaid(files: Sequence[Path]) -> Overlaid:
    """Put overlays onto the catalog; raise ConfigurationError where they break a rule."""
    return _checked(tuple((file, _content(file)) for file in files)) if files else Overlaid(built_in(), {}, {})


def examined(files: Sequence[Path]) -> tuple[Catalog, list[Finding]]:
    """Put overlays onto the catalog, and find all that is wrong with them, in the order of files and lines."""
    with extra("catalog", f"The overlay {files[0]}"):
        from omiq_generator.check import examine
        from omiq_generator.overlay import load
    catalog = load(built_in().value, files)
    return catalog, examine(catalog)


def origins_in(catalog: Catalog) -> dict[str, Path]:
    """Return the file of each operation that is not built in, by its id."""
    return {
        operation["operationId"]: catalog.place("paths", path, method).file
        for path, method, operation in catalog.operations()
        if operation["operationId"] not in built_in().operations
    }


def sound(files: Sequence[Path]) -> Catalog:
    """Put overlays onto the catalog; raise ConfigurationError where they break a rule."""
    catalog, findings = examined(files)
    if findings:
        count = f"{len(findings)} faults" if len(findings) > 1 else "a fault"
        raise ConfigurationError("\n".join([f"The overlays of the catalog have {count}.", *map(str, findings)]))
    return catalog


@lru_cache(maxsize=_KEPT)
def _checked(files: tuple[tuple[Path, bytes | None], ...]) -> Overlaid:
    """Do what `overlaid` does, once for the same contents."""
    from .kept import Kept

    kept = Kept(files)
    result = kept.read()
    if result is None:
        result = _result([file for file, _ in files])
        if all(_content(file) == content for file, content in files):  # else it may be of what was written meanwhile
            kept.write(result)
    return Overlaid(
        Document(result["document"]),
        {id: Addition(answer) for id, answer in result["answers"].items()},
        {id: Path(file) for id, file in result["origins"].items()},
    )


def _result(files: Sequence[Path]) -> dict[str, Any]:
    """Return what `Overlaid` is made of, as JSON."""
    catalog = sound(files)
    from omiq_generator.catalog import public
    from omiq_generator.project import project

    origins = origins_in(catalog)
    answers = answers_of(project(catalog.document), origins)
    document = public(catalog.document)
    return {"document": document, "answers": answers, "origins": {id: str(file) for id, file in origins.items()}}


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
