"""What was seen of a value over all examples: its kinds, its members, and how often each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from .._shapes import type_of

NULL: Final = "null"
ID: Final = "id"
SECRETS: Final = frozenset({"<token>", "<signed-url>"})
_NUMBER_OF_AN_ID: Final = 10**14
_STAND_IN_KEY: Final = re.compile(r"<[a-z]+ \d+>")
_TYPES: Final = {ID: "integer", "boolean": "boolean", "integer": "integer", "number": "number"}
_FEW: Final = 4  # keys that an object has at least, for a map to be seen in how they vary


class Shape:
    """A value as it was seen at one place.

    `kinds` counts `null`, `boolean`, `integer`, `id` (an integer), `number`, `array`, `object`, and the stand-ins of
    texts. `members` are those of objects; `values` of objects whose keys are data; `items` of lists. `left_out` are
    members that were taken away because their names may be data.
    """

    def __init__(self, *examples: Any) -> None:
        self.kinds = Counter[str]()
        self.members: dict[str, Shape] = {}
        self.values: Shape | None = None
        self.items: Shape | None = None
        self.left_out = 0
        for example in examples:
            self.add(example)

    @property
    def seen(self) -> int:
        """How many examples there are."""
        return self.kinds.total()

    @property
    def objects(self) -> int:
        """How many examples are objects."""
        return self.kinds["object"]

    @property
    def types(self) -> tuple[str, ...]:
        """The types of JSON but null, in the order of their first examples."""
        found = dict.fromkeys(
            _TYPES.get(kind, kind if kind in ("object", "array") else "string") for kind in self._kinds()
        )
        if "number" in found:
            found.pop("integer", None)
        return tuple(found)

    @property
    def always(self) -> set[str]:
        """The members that each object has."""
        return {key for key, member in self.members.items() if member.seen == self.objects}

    @property
    def is_secret(self) -> bool:
        return bool(SECRETS & self.kinds.keys()) or (self.items is not None and self.items.is_secret)

    @property
    def is_map(self) -> bool:
        """Whether the keys are data."""
        return self.values is not None

    def add(self, value: Any) -> None:
        """Take one more example."""
        self.kinds[_kind(value)] += 1
        if isinstance(value, dict):
            for key, item in value.items():
                self._place(key).add(item)
        elif isinstance(value, list):
            self.items = self.items or Shape()
            for item in value:
                self.items.add(item)

    def merge(self, other: Shape) -> None:
        """Take the examples of another place."""
        self.kinds.update(other.kinds)
        self.left_out = max(self.left_out, other.left_out)
        for key, member in other.members.items():
            self.members.setdefault(key, Shape()).merge(member)
        for name in ("values", "items"):
            if (theirs := getattr(other, name)) is not None:
                setattr(self, name, getattr(self, name) or Shape())
                getattr(self, name).merge(theirs)
        self._settle_maps()

    def settle(self, is_data: Callable[[str], bool]) -> None:
        """See which objects have data for keys, and leave out the members whose names may be data."""
        suspects = [key for key in self.members if is_data(key)]
        if suspects and 2 * len(suspects) >= len(self.members):
            self.values = self.values or Shape()
        self._settle_maps()
        for key in suspects:
            self.left_out += self.members.pop(key, None) is not None
        for part in (*self.members.values(), self.values, self.items):
            if part is not None:
                part.settle(is_data)

    def signature(self) -> Any:
        """Return what two shapes have in common that are the same but for how often things were seen."""
        members = tuple(sorted((key, member.signature()) for key, member in self.members.items()))
        inner = tuple(part.signature() if part else () for part in (self.values, self.items))
        return tuple(sorted(self.types)), members, inner

    def _kinds(self) -> Iterator[str]:
        return (kind for kind in self.kinds if kind != NULL)

    def _place(self, key: str) -> Shape:
        if not _STAND_IN_KEY.fullmatch(key):
            return self.members.setdefault(key, Shape())
        self.values = self.values or Shape()
        return self.values

    def _settle_maps(self) -> None:
        """Where one key is data, all are."""
        if self.values is None and self._varies():
            self.values = Shape()
        if self.values is not None:
            for member in self.members.values():
                self.values.merge(member)
            self.members = {}

    def _varies(self) -> bool:
        """Say whether the keys are data by how they vary: few objects have the same, and all values are alike."""
        members = list(self.members.values())
        if len({member.signature() for member in members}) != 1 or len(members) < 2:
            return False
        alike_objects = members[0].types == ("object",) and bool(members[0].members)
        rare = all(2 * member.seen < self.objects for member in members) and len(members) >= _FEW
        return alike_objects or rare


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return value
    if type(value) is int and value >= _NUMBER_OF_AN_ID:
        return ID
    return type_of(value)
