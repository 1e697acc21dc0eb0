"""Build the generated package: catalog in, a package of Python modules out, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from .catalog import load, public
from .project import project

HERE: Final = Path(__file__).parent
TOOLS: Final = HERE.parent / ".venv-generator" / "bin"
MARK: Final = "Written by `make client`"
"""What the `__init__.py` of a generated package says, and nothing else does."""


class BuildError(Exception):
    """The package cannot be built, and nothing was changed."""


def build(spec: Path, output: Path, *, check: bool = False) -> int:
    """Build the package at `output` from the catalog at `spec`, or with `check` tell which files would change.

    Returns the exit status: 0, or 1 where the build failed or `check` found something.
    """
    try:
        different = _build(spec, output.resolve(), check=check)
    except (BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in different if check else ():
        print(f"{output / path} is not what the catalog says: run `make client`")
    print(f"{output}: {len(different) or 'no'} files {'differ' if check else 'changed'}")
    return 1 if check and different else 0


def _build(spec: Path, output: Path, *, check: bool) -> list[Path]:
    """Make the package aside, and put it in its place when it is whole and not the same; tell what differs."""
    _refuse_foreign(output)
    with TemporaryDirectory(prefix="omiq-client-") as scratch:
        built = _generate(load(spec).document, Path(scratch))
        different = _different(built, output)
        if different and not check:
            _swap(built, output)
    return different


def _generate(document: dict[str, Any], scratch: Path) -> Path:
    """Make the package below `scratch`."""
    fed, built = scratch / "fed.json", scratch / "omiq_generated"
    fed.write_text(json.dumps(project(document)), encoding="utf-8")
    _run_generator(fed, built)
    for module in sorted((HERE / "runtime").glob("*.py")):
        if module.name != "__init__.py":
            shutil.copyfile(module, built / module.name)
    text = json.dumps(public(document), indent=1, ensure_ascii=False)
    (built / "openapi.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    (built / "py.typed").touch()
    return built


def _run_generator(fed: Path, built: Path) -> None:
    program = TOOLS / "openapi-python-client"
    if not program.exists():
        raise BuildError(f"{program} is missing: run `make client`, which makes the generator's environment")
    command: list[str | Path] = [
        program, "generate", "--path", fed, "--output-path", built, "--meta", "none", "--fail-on-warning",
        "--config", HERE / "config.yaml", "--custom-template-path", HERE / "templates",
    ]  # fmt: skip
    environment = {"PATH": str(TOOLS), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        command, cwd=fed.parent, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if run.returncode:
        raise BuildError(f"openapi-python-client failed:\n{run.stdout}{run.stderr}".rstrip())


def _refuse_foreign(output: Path) -> None:
    """Keep off a folder that holds something else than a generated package."""
    if output.exists() and not output.is_dir():
        raise BuildError(f"{output} is not a folder: name another place")
    init = output / "__init__.py"
    known = init.is_file() and MARK in init.read_text(encoding="utf-8", errors="replace")
    if output.exists() and any(output.iterdir()) and not known:
        raise BuildError(f"{output} holds something else than a generated package: name another folder")


def _different(built: Path, output: Path) -> list[Path]:
    """Return the files, relative to the package, that are not the same in both."""
    new, old = _contents(built), _contents(output)
    return sorted(path for path in new.keys() | old.keys() if new.get(path) != old.get(path))


def _contents(package: Path) -> dict[Path, bytes]:
    files = (path for path in package.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(package): path.read_bytes() for path in files}


def _swap(built: Path, output: Path) -> None:
    """Put the built package in its place; where that fails, the old one comes back."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with _uninterrupted(), TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        shutil.copytree(built, new)
        try:
            if output.exists():
                output.rename(old)
            new.rename(output)
        except BaseException:
            if old.exists() and not output.exists():
                old.rename(output)
            raise


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off what would end the process, Ctrl-C and the like, until the block is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
