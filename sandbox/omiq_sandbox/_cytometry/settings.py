"""Reading the JSON of a task's settings, with the place for whoever has to mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass


class BadSettings(ValueError):
    """What a task says cannot be carried out: `where` is the place in its JSON, `why` is one sentence."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where = where
        self.why = why

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value somewhere in the settings, and its place. Reading it as what it is not raises `error`."""

    value: object
    where: str
    error: type[BadSettings]

    def bad(self, why: str) -> BadSettings:
        """Make the error that says what is wrong here."""
        return self.error(self.where, why)

    def member(self, name: str) -> Setting:
        """Give a member of this object, which must have it."""
        if name not in self._members():
            raise self.bad(f"The member {name!r} is missing.")
        return self._inner(name, self._members()[name])

    def optional(self, name: str) -> Setting | None:
        """Give a member of this object, or None where it is missing or null."""
        value = self._members().get(name)
        return None if value is None else self._inner(name, value)

    def members(self) -> Iterator[tuple[str, Setting]]:
        """Give the members of this object by name."""
        for name, value in self._members().items():
            yield name, self._inner(name, value)

    def items(self) -> list[Setting]:
        """Give the items of this list."""
        if not isinstance(self.value, list):
            raise self.bad("This is not a list.")
        return [self._inner(index, item) for index, item in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.bad("This is not a text.")
        return self.value

    def number(self) -> float:
        """Give this number, which must be finite."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.bad("This is not a number.")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.bad("This number is not finite, or too large.")
        return number

    def _inner(self, name: str | int, value: object) -> Setting:
        return Setting(value, f"{self.where}.{name}" if self.where else str(name), self.error)

    def _members(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.bad("This is not an object.")
        return self.value
