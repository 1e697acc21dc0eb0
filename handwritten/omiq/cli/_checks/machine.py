"""Python, and the libraries that are installed in it."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import NamedTuple

from ... import __version__
from .findings import Check, Finding

DISTRIBUTION = "omiq-client"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")
_EXTRA = re.compile(r"extra == ['\"]([\w-]+)['\"]")


class Needed(NamedTuple):
    """A library that the client needs, always or for an extra."""

    name: str
    bounds: Sequence[tuple[str, str]]
    extra: str | None

    @property
    def version(self) -> str | None:
        """The version that is installed, None where there is none."""
        try:
            return metadata.version(self.name)
        except metadata.PackageNotFoundError:
            return None

    @property
    def fits(self) -> bool:
        """Whether it is there, in a version that is neither too old nor too new."""
        version = self.version
        return version is not None and all(
            _numbers(version) >= _numbers(bound) if sign == ">=" else _numbers(version) < _numbers(bound)
            for sign, bound in self.bounds
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version or '(not there)'}"


def checks() -> list[Check]:
    return [("Python", _python), ("libraries", _libraries), ("extras", _extras)]


def _python() -> Finding:
    return Finding("ok", f"{platform.python_version()} in {sys.prefix}, {platform.platform(terse=True)}")


def _libraries() -> Finding:
    try:
        needed = [each for each in _needed() if each.extra is None]
    except metadata.PackageNotFoundError:
        return Finding("warning", f"omiq {__version__}, which is not installed: what it needs is not known", _install())
    found = ", ".join([f"omiq {__version__}", *map(str, needed)])
    unfit = [each for each in needed if not each.fits]
    if unfit:
        wrong = ", ".join(map(str, unfit))
        return Finding("failed", f"{found}; missing, or of a version that does not fit: {wrong}", _install())
    return Finding("ok", found)


def _extras() -> Finding | None:
    try:
        needed = _needed()
    except metadata.PackageNotFoundError:
        return None
    names = sorted({each.extra for each in needed if each.extra is not None})
    missing = [name for name in names if not all(each.fits for each in needed if each.extra == name)]
    there = [name for name in names if name not in missing]
    found = f"there: {', '.join(there) or 'none'}"
    if not missing:
        return Finding("ok", found)
    advice = f"Where one is needed: pip install '{DISTRIBUTION}[NAME]'"
    return Finding("ok", f"{found}; not there: {', '.join(missing)}", advice)


def _needed() -> list[Needed]:
    needed = []
    for line in metadata.requires(DISTRIBUTION) or ():
        requirement, _, marker = line.partition(";")
        name, extra = _NAME.match(requirement), _EXTRA.search(marker)
        if name is None or ("sys_platform != 'win32'" in marker.replace('"', "'") and sys.platform == "win32"):
            continue
        needed.append(Needed(name[0], _BOUND.findall(requirement), extra[1] if extra else None))
    return needed


def _numbers(version: str) -> tuple[int, ...]:
    """Return the release of a version, without zeros at its end: enough to compare with a bound."""
    release = re.match(r"[\d.]*", version)
    numbers = [int(part) for part in release[0].split(".") if part] if release else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _install() -> str:
    return f"Try: pip install --upgrade '{DISTRIBUTION}[cli]'"
