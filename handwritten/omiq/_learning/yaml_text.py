"""Write plain values as YAML in the catalog's style, with comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any, Final, NamedTuple

from omiq_generator.patching import flow

_WIDTH: Final = 120
_KEY: Final = re.compile(r"[A-Za-z_/$][\w/{}.~$-]*", re.ASCII)
_PLAIN: Final = re.compile(r"[A-Za-z](?:[\w ./()`',;-]*[\w./()`',;-])?", re.ASCII)
_OTHER_THAN_TEXT: Final = re.compile(r"true|false|null|yes|no|on|off|y|n", re.IGNORECASE)


class Noted(NamedTuple):
    """A value with a comment, which goes to the end of its line, or above it where it is too long for that."""

    value: Any
    note: str


class Flow(dict[str, Any]):
    """An object that stands on one line."""


def plain(value: Any) -> Any:
    """Return a value without its comments."""
    if isinstance(value, Noted):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def lines(value: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    """Yield the lines of an object."""
    for key, member in value.items():
        bare, note = member if isinstance(member, Noted) else (member, "")
        yield from _member(" " * indent, f"{_key(key)}:", bare, note)


def _member(margin: str, start: str, value: Any, note: str) -> Iterator[str]:
    is_block = isinstance(value, Mapping) and value and not isinstance(value, Flow)
    is_list = isinstance(value, list) and any(isinstance(each, Mapping) for each in value)
    written = "" if is_block or is_list else _on_one_line(value)
    line = f"{margin}{start} {written}".rstrip()
    folded = isinstance(value, str) and len(line) > _WIDTH
    if folded:
        line = f"{margin}{start} >-"
    if note and (folded or len(line) + len(note) + 4 > _WIDTH):
        yield from (f"{margin}# {part}" for part in _wrapped(note, margin))
        note = ""
    yield f"{line}  # {note}" if note else line
    if folded or is_block or is_list:
        yield from _below(margin, value)


def _below(margin: str, value: Any) -> Iterator[str]:
    """Yield the lines of a value that does not stand beside its key."""
    if isinstance(value, str):
        yield from (f"{margin}  {part}" for part in _wrapped(value, margin))
    elif isinstance(value, Mapping):
        yield from lines(value, len(margin) + 2)
    else:
        for each in value:
            first, *rest = lines(each, len(margin) + 4)
            yield f"{margin}  - {first.lstrip()}"
            yield from rest


def _wrapped(text: str, margin: str) -> list[str]:
    return wrap(text, _WIDTH - len(margin) - 2, break_on_hyphens=False, break_long_words=False)


def _on_one_line(value: Any) -> str:
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) and not _OTHER_THAN_TEXT.fullmatch(value) else _quoted(value)
    return flow(value)


def _key(key: str) -> str:
    return key if _KEY.fullmatch(key) and not _OTHER_THAN_TEXT.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
