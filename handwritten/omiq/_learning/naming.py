"""Guess what an operation is called, from its method and path."""

from __future__ import annotations

from typing import Final, NamedTuple

from .words import camel, is_plural, phrase, plural, singular, snake, words

_ON_ONE: Final = {"GET": "get", "PUT": "replace", "PATCH": "update", "DELETE": "delete", "POST": "update"}
_ON_A_PART: Final = {"GET": "get", "PUT": "set", "PATCH": "update", "DELETE": "delete"}
_READING: Final = frozenset({"count", "filter", "find", "list", "lookup", "query", "search"})


class Guess(NamedTuple):
    """What an operation does, in words: `verb` on `noun` (the words of one thing or of many)."""

    verb: str
    noun: tuple[str, ...]
    many: bool
    path: str

    @property
    def ids(self) -> tuple[str, str]:
        """The ids that it may have: a short one, and one of all words of the path."""
        return camel((self.verb, *self.noun)), camel((self.verb, *_literals(self.path)))

    def methods(self, tag: str) -> tuple[str, ...]:
        """Return what its method may be called: the verb alone where it is on what the tag is about."""
        long = snake((self.verb, *self.noun))
        about_tag = snake((plural("".join(self.noun)),)) == tag or snake(self.noun) == tag
        return (snake((self.verb,)), long) if about_tag or not self.noun else (long, snake(self.ids[1:]))

    @property
    def summary(self) -> str:
        """A sentence that says what it does."""
        verb = phrase((self.verb,)).capitalize()
        if not self.noun:
            return f"{verb}."
        is_one_of_many = not self.many and (self.verb == "create" or not self.path.endswith(f"/{self.noun[-1]}"))
        return f"{verb} {_article(self.thing) if is_one_of_many else 'the'} {self.thing}."

    @property
    def thing(self) -> str:
        return phrase(self.noun)

    @property
    def may_only_read(self) -> bool:
        """Whether its name says that it reads, whatever its method."""
        return bool(_READING & {*words(self.verb)})


def guess(method: str, path: str) -> Guess:
    """Guess what a method on a path does."""
    *before, last = path.strip("/").split("/")
    owner = next((singular(each) for each in reversed(before) if not _is_parameter(each)), "")
    if _is_parameter(last):
        return Guess(_ON_ONE[method], (owner or "thing",), False, path)
    of_one = bool(before) and _is_parameter(before[-1])
    first, *rest = words(last) or [last]
    if first in _READING and owner and not (method == "GET" and is_plural(last)):
        return Guess(first, (*rest, *(() if rest else (plural(owner),))), True, path)
    part = (owner, last) if of_one and not is_plural(last) else (last,)
    if method == "GET":
        return Guess("list" if is_plural(last) else "get", part, is_plural(last), path)
    if method != "POST":
        return Guess(_ON_A_PART[method], part, is_plural(last), path)
    if is_plural(last):
        return Guess("create", (singular(last),), False, path)
    is_phrase = bool(rest) or not owner
    return Guess(last, () if is_phrase else (owner if of_one else plural(owner),), not of_one, path)


def about(path: str) -> str:
    """Return the word for the thing that a path is of."""
    return next((singular(each) for each in reversed(_literals(path))), "thing")


def _literals(path: str) -> list[str]:
    return [each for each in path.strip("/").split("/") if not _is_parameter(each)]


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeio" else "a"
