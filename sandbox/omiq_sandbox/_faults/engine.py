"""Which faults strike a call: counted exactly, and the same in every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp

from .kinds import AnyFault, Fault
from .strikes import strike

Kind = TypeVar("Kind", bound=Fault)

_FAULTS: TypeAdapter[list[AnyFault]] = TypeAdapter(list[AnyFault])
PROCESSING = "files.process"


class BadFaults(ValueError):
    """Faults that do not say what they are, one line each: `faults.0.seconds: Field required`."""


class Struck(tuple[Fault, ...]):
    """The faults that strike one call."""

    __slots__ = ()

    def first(self, kind: type[Kind]) -> Kind | None:
        """Return the first fault of a kind, which the caller itself carries out."""
        return next((fault for fault in self if isinstance(fault, kind)), None)

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return the app as these faults let it appear; the first is the outermost."""
        for fault in reversed(self):
            app = strike(fault, app)
        return app


class Faults:
    """The faults that are set. Every thread may use it."""

    def __init__(self, faults: Iterable[Fault | Mapping[str, Any]] = ()) -> None:
        self._lock = Lock()
        self._set: list[_Counted] = []
        self.add(*faults)

    @classmethod
    def of_file(cls, path: Path) -> Faults:
        """Read a JSON list of faults. Raise BadFaults, with the place of what is wrong."""
        try:
            faults = json.loads(path.read_bytes())
        except ValueError as error:
            raise BadFaults(f"{path} is no JSON: {error}") from error
        if not isinstance(faults, list):
            raise BadFaults(f"{path} is no list of faults")
        return cls(faults)

    def add(self, *faults: Fault | Mapping[str, Any]) -> None:
        """Set faults beside those that are set. Raise BadFaults, and set none, where one of them is wrong."""
        checked = [_Counted(fault) for fault in _checked(faults)]
        with self._lock:
            self._set += checked

    def set(self, *faults: Fault | Mapping[str, Any]) -> None:
        """Set these faults in place of those that are set. Raise BadFaults, and change nothing, where one is wrong."""
        checked = [_Counted(fault) for fault in _checked(faults)]
        with self._lock:
            self._set = checked

    def clear(self) -> None:
        """Let everything go well again."""
        self.set()

    def next(self, *names: str) -> Struck:
        """Count a call that goes by these names, and return the faults that strike it, in the order they were set."""
        with self._lock:
            return Struck(counted.fault for counted in self._set if counted.strikes(names))

    def report(self) -> list[dict[str, Any]]:
        """Return each fault, and how many calls it matched and struck."""
        with self._lock:
            return [
                {"fault": counted.fault.model_dump(mode="json"), "matched": counted.matched, "struck": counted.struck}
                for counted in self._set
            ]


class _Counted:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.matched = self.struck = 0
        self._random = Random(fault.seed)  # noqa: S311

    def strikes(self, names: tuple[str, ...]) -> bool:
        fault = self.fault
        if fault.operation not in names and not (fault.operation == "*" and PROCESSING not in names):
            return False
        self.matched += 1
        if self.matched <= fault.skip or self.struck == fault.count or self._random.random() >= fault.probability:
            return False
        self.struck += 1
        return True


def _checked(faults: Iterable[Fault | Mapping[str, Any]]) -> list[AnyFault]:
    plain = [fault.model_dump() if isinstance(fault, Fault) else fault for fault in faults]
    try:
        return _FAULTS.validate_python(plain)
    except ValidationError as error:
        raise BadFaults("\n".join(_line(problem["loc"], problem["msg"]) for problem in error.errors())) from error


def _line(place: tuple[int | str, ...], what: str) -> str:
    number, *rest = place
    members = rest[1:]  # the first is the kind
    return f"{'.'.join(map(str, ['faults', number, *members]))}: {what}"
