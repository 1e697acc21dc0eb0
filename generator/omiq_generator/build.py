"""Build all that is generated from the catalog, aside, and put it in its place: all of it or nothing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from . import client_package, server_models
from .catalog import load
from .replacing import is_marked, refuse_foreign_package, replace
from .tools import BuildError

MARK: Final = "Written by `make client`"
"""What a generated package says in its `__init__.py`, and the sandbox's models in their first line."""
MODELS: Final = Path("_models.py")
DOCUMENT: Final = Path("openapi.json")


def build(spec: Path, package: Path, sandbox: Path, *, check: bool = False) -> int:
    """Build from the catalog at `spec` the client's `package`, and in `sandbox` its models and the public document.

    With `check`, tell which files would change, and change none.
    Returns the exit status: 0, or 1 where the build failed or `check` found something.
    """
    try:
        different = _build(spec, package.resolve(), sandbox.resolve(), check=check)
    except (BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for folder, paths in zip((package, sandbox), different, strict=True):
        for path in paths if check else ():
            print(f"{folder / path} is not what the catalog says: run `make client`")
        print(f"{folder}: {len(paths) or 'no'} files {'differ' if check else 'changed'}")
    return 1 if check and any(different) else 0


def _build(spec: Path, package: Path, sandbox: Path, *, check: bool) -> tuple[list[Path], list[Path]]:
    """Make everything aside, and put in its place what is not the same; tell what differs in each folder."""
    refuse_foreign_package(package, MARK)
    _refuse_foreign_files(sandbox)
    with TemporaryDirectory(prefix="omiq-client-") as scratch:
        new_package, new_files = Path(scratch, "omiq_generated"), Path(scratch, "omiq_sandbox")
        document = load(spec).document
        client_package.write(document, new_package)
        new_files.mkdir()
        server_models.write(document, new_files / MODELS)
        shutil.copyfile(new_package / DOCUMENT, new_files / DOCUMENT)
        in_package = _different(new_package, package, _files(new_package) | _files(package))
        in_sandbox = _different(new_files, sandbox, {MODELS, DOCUMENT})
        if not check:
            replace(
                [(new_package, package)] * bool(in_package)
                + [(new_files / path, sandbox / path) for path in in_sandbox]
            )
    return in_package, in_sandbox


def _refuse_foreign_files(sandbox: Path) -> None:
    """Keep off files of the sandbox that were not generated; the document is known by the models beside it."""
    for path in (sandbox / MODELS, sandbox / DOCUMENT):
        if path.exists() and not is_marked(sandbox / MODELS, MARK):
            raise BuildError(f"{path} is something else than a generated file: name another folder, or move it away")


def _different(built: Path, folder: Path, files: set[Path]) -> list[Path]:
    """Return the files that are not the same in both folders."""
    return sorted(path for path in files if _content(built / path) != _content(folder / path))


def _files(folder: Path) -> set[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder) for path in files}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
