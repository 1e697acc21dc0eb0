"""Where a test builds: copies of what is generated, in a folder of their own."""

from __future__ import annotations

import hashlib
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from omiq_generator.build import build

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "spec"
PACKAGE = ROOT / "generated_client" / "omiq_generated"
SANDBOX = ROOT / "sandbox" / "omiq_sandbox"
IN_SANDBOX = ("_models.py", "openapi.json")


@dataclass(frozen=True)
class Place:
    """The client's package, alone in its folder, and the sandbox's generated files beside a written one."""

    package: Path
    sandbox: Path

    def build(self, spec: Path = SPEC, *, check: bool = False) -> int:
        return build(spec, self.package, self.sandbox, check=check)

    @property
    def options(self) -> list[str]:
        """What tells `python -m generator build` to build here."""
        return ["--output", str(self.package), "--sandbox", str(self.sandbox)]

    def contents(self) -> dict[str, str]:
        """A digest of each file."""
        return contents(self.package) | contents(self.sandbox)

    def assert_tidy(self) -> None:
        """Nothing is left beside what was built."""
        assert [path.name for path in self.package.parent.iterdir()] == [self.package.name]
        assert {path.name for path in self.sandbox.iterdir()} == {*IN_SANDBOX, "written.py"}


def copied(folder: Path) -> Place:
    """Copy what is committed."""
    place = Place(folder / "client" / "made", folder / "sandbox")
    shutil.copytree(PACKAGE, place.package, ignore=shutil.ignore_patterns("__pycache__"))
    place.sandbox.mkdir()
    for name in IN_SANDBOX:
        shutil.copyfile(SANDBOX / name, place.sandbox / name)
    (place.sandbox / "written.py").write_text("by_hand = True\n", encoding="utf-8")
    return place


def contents(folder: Path) -> dict[str, str]:
    """A digest of each file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {str(path.relative_to(folder.parent)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def stamps(place: Place) -> dict[Path, tuple[int, int]]:
    """Which file is where, and when it was last changed."""
    paths = [place.package, *place.package.rglob("*"), *place.sandbox.rglob("*")]
    found = {path: path.stat() for path in paths}
    return {path: (status.st_ino, status.st_ctime_ns) for path, status in found.items()}


def spoil(place: Place) -> None:
    """Change, lose and add files of the package, and change and lose those of the sandbox."""
    (place.package / "types.py").write_text("", encoding="utf-8")
    (place.package / "models" / "dataset.py").unlink()
    (place.package / "models" / "stale.py").touch()
    with (place.sandbox / "_models.py").open("a", encoding="utf-8") as models:
        models.write("changed = True\n")
    (place.sandbox / "openapi.json").unlink()


SPOILT_IN_PACKAGE = ("models/dataset.py", "models/stale.py", "types.py")
SPOILT_IN_SANDBOX = ("_models.py", "openapi.json")


def program(path: Path, script: str) -> None:
    """Write a program of a test's own."""
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
