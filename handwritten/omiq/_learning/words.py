"""The words that names of the API are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_IRREGULAR: Final = {"analyses": "analysis", "children": "child", "indices": "index", "people": "person"}
_SINGULAR_ENDINGS: Final = ("ss", "us", "is", "series", "news", "access")


def words(name: str) -> list[str]:
    """Split a name into its words, in small letters: `memberInfo`, `member-info` and `member_info` have the same."""
    return [word.lower() for word in _WORD.findall(name)]


def singular(name: str) -> str:
    """Return the name of one of many: `datasets` is `dataset`; a name that is of one comes back as it is."""
    head, last = _split_last(name)
    lower = last.lower()
    if lower in _IRREGULAR:
        return head + _IRREGULAR[lower]
    if not lower.endswith("s") or lower.endswith(_SINGULAR_ENDINGS) or len(lower) < 4:
        return name
    if lower.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-2] if re.search(r"(ss|x|ch|sh|us)es$", lower) else name[:-1]


def plural(name: str) -> str:
    """Return the name of many."""
    if is_plural(name):
        return name
    head, last = _split_last(name)
    for many, one in _IRREGULAR.items():
        if last.lower() == one:
            return head + many
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|ch|sh)$", name) else f"{name}s"


def is_plural(name: str) -> bool:
    return singular(name) != name


def camel(parts: Iterable[str]) -> str:
    """Join words as the API names members: `listNotes`."""
    joined = pascal(parts)
    return joined[:1].lower() + joined[1:]


def pascal(parts: Iterable[str]) -> str:
    """Join words as schemas are named: `NoteAuthor`."""
    return "".join(word[:1].upper() + word[1:] for part in parts for word in words(part))


def snake(parts: Iterable[str]) -> str:
    """Join words as methods are named: `list_notes`."""
    return "_".join(word for part in parts for word in words(part))


def phrase(parts: Iterable[str]) -> str:
    """Join words as a sentence has them."""
    return snake(parts).replace("_", " ")


def _split_last(name: str) -> tuple[str, str]:
    found = list(_WORD.finditer(name))
    start = found[-1].start() if found else 0
    return name[:start], name[start:]
