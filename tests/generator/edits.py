"""A small catalog, and changes that break it in one place."""

import shutil
from pathlib import Path
from typing import NamedTuple

SMALL = Path(__file__).parent / "small"


class Edit(NamedTuple):
    """A change to a file of the small catalog, and the finding that it brings.

    The first line that begins with `old`, indent aside, becomes `new`, which may be several lines; where `new` is
    empty, the line goes with all that is indented below it. The finding, which says `says`, is at that line, or at
    the line nearest to it that begins with `at`.
    """

    file: str
    old: str
    new: str
    says: str
    at: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.old} -> {self.new}"

    def make(self, spec: Path) -> tuple[Path, int]:
        """Make the change in a copy of the catalog, and return the place where the finding is to be."""
        path = spec / self.file
        lines = path.read_text(encoding="utf-8").split("\n")
        start = next(number for number, line in enumerate(lines) if line.lstrip().startswith(self.old))
        end, indent = start + 1, indent_of(lines[start])
        while not self.new and lines[end].strip() and indent_of(lines[end]) > indent:
            end += 1
        lines[start:end] = [" " * indent + line for line in self.new.split("\n") if line]
        path.write_text("\n".join(lines), encoding="utf-8")
        at = (number for number, line in enumerate(lines) if line.lstrip().startswith(self.at))
        return path, 1 + (min(at, key=lambda number: abs(number - start)) if self.at else start)


def indent_of(line: str) -> int:
    """Count the spaces that a line begins with."""
    return len(line) - len(line.lstrip())


def small_catalog(folder: Path) -> Path:
    """Copy the small catalog into a folder."""
    return Path(shutil.copytree(SMALL, folder / "spec"))
