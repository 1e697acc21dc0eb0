"""Objects that no catalog knows: the same one at several places gets one schema, and a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from .known import Known, KnownObjects
from .shape import ID, Shape
from .taken import Taken
from .words import pascal, singular

_SAYING_NOTHING: Final = frozenset(
    {"content", "data", "element", "entry", "item", "list", "object", "payload", "record", "result", "row", "value"}
)


class Within(NamedTuple):
    """What a value stands in: an object by its name, or an answer by what it is about."""

    name: str
    is_answer: bool = False


@dataclass(eq=False)
class Thing:
    """A kind of object: what it might be called, all that was seen of it, the tag that it was first seen in."""

    called: str
    within: str
    tag: str
    shape: Shape
    namesake: str
    name: str = ""


class Objects:
    """Sorts the objects of answers into those that the catalog knows, and new ones."""

    def __init__(self, known: KnownObjects, taken: Taken) -> None:
        self._known = known
        self._taken = taken
        self._things: dict[str, list[Thing]] = {}

    def take(self, shape: Shape, member: str, within: Within, tag: str) -> None:
        """Note the objects that were seen under a member, and those within them."""
        if is_object(shape):
            if not self._known.find(member, shape):
                self._thing(shape, member, within, tag).shape.merge(shape)
                called = Within(_called(member, within))
                for key, inner in shape.members.items():
                    self.take(inner, key, called, tag)
            return
        for part in (shape.items, shape.values):
            if part is not None:
                self.take(part, member, within, tag)

    def find(self, shape: Shape, member: str, within: Within, tag: str) -> Known | Thing:
        """Return what an object is, which got a name now at the latest."""
        known = self._known.find(member, shape)
        if known:
            return known
        thing = self._thing(shape, member, within, tag)
        if not thing.shape.seen:  # each of its parts looked like one of the catalog, and the whole does not
            self.take(shape, member, within, tag)
        return self._named(thing)

    def whole(self, shape: Shape) -> Known | Thing | None:
        """Return the object that is sent back as it was answered, None where it is none."""
        things = [thing for things in self._things.values() for thing in things if _is_most(shape, thing.shape)]
        return self._named(things[0]) if things and ID in shape.always else self._known.find("", shape)

    def _thing(self, shape: Shape, member: str, within: Within, tag: str) -> Thing:
        """Return the kind of objects that one is of, a new one where it is unlike those of its name."""
        called = _called(member, within)
        things = self._things.setdefault(called.lower(), [])
        found = next((thing for thing in things if _alike(shape, thing.shape)), None)
        if found is None:
            found = Thing(called, within.name, tag, Shape(), self._known.namesake(member))
            things.append(found)
        return found

    def _named(self, thing: Thing) -> Thing:
        longer = pascal((thing.within, thing.called)) if thing.within != thing.called else f"{thing.called}Object"
        thing.name = thing.name or self._taken.schema(thing.called, longer)
        return thing


def _called(member: str, within: Within) -> str:
    one = singular(member)
    if one.lower() in _SAYING_NOTHING:
        return within.name if within.is_answer else pascal((within.name, one))
    return pascal((one,)) or within.name


def is_object(shape: Shape) -> bool:
    """Say whether all that was seen but nulls are objects with members."""
    return shape.types == ("object",) and not shape.is_map and bool(shape.members)


def _alike(one: Shape, other: Shape) -> bool:
    """Say whether two objects may be of one kind: one has the members of the other, or half of all are in both."""
    mine, theirs = one.members.keys(), other.members.keys()
    both = mine & theirs
    return (len(both) == min(len(mine), len(theirs)) or 2 * len(both) >= len(mine | theirs)) and all(
        _may_be_same(one.members[key], other.members[key]) for key in both
    )


def _is_most(sent: Shape, answered: Shape) -> bool:
    both = sent.members.keys() & answered.members.keys()
    return len(both) == len(sent.members) and 5 * len(both) >= 4 * len(answered.members)


def _may_be_same(one: Shape, other: Shape) -> bool:
    return not one.types or not other.types or bool({*one.types} & {*other.types})
