"""Fields as they stand on a command line, `a[b][]=text`, and the JSON object that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, NamedTuple

from ._failures import USAGE, Failure
from ._inputs import Inputs

_FIELD = re.compile(r"(?P<name>[^\[\]=]+)(?P<keys>(?:\[[^\[\]=]*\])*)(?:=(?P<value>.*))?", re.DOTALL)
_KEY = re.compile(r"\[([^\[\]=]*)\]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}
_DEEPEST = 100
_LIST = ""  # the key of `a[]`
_HOW = "Write key=value; a[b]=value for b in a; a[]=value for an item of the list a; a[] for an empty list."


class Field(NamedTuple):
    """A field: its keys, an empty one for a list, and its text, None where there is no `=`."""

    keys: tuple[str, ...]
    text: str | None


def field(words: str) -> Field:
    """Read a field; raise Failure where it is none."""
    match = _FIELD.fullmatch(words)
    if match is None:
        raise Failure(f"{_shown(words)} is no field.", _HOW, USAGE)
    keys = (match["name"], *_KEY.findall(match["keys"]))
    if any(pair == (_LIST, _LIST) for pair in pairwise(keys)):
        raise Failure(f"{_name(keys)} is a list in a list.", "Give such a body by --input.", USAGE)
    if len(keys) > _DEEPEST:
        raise Failure(f"A field has {len(keys)} keys.", "Give such a body by --input.", USAGE)
    if match["value"] is None and keys[-1] != _LIST:
        raise Failure(f"The field {_name(keys)} has no value.", _HOW, USAGE)
    return Field(keys, match["value"])


def typed(text: str, inputs: Inputs) -> Any:
    """Return the value that a text stands for: true, false, null, a number, the text of @FILE, else the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("@"):
        return inputs.text(text[1:])
    return number(text) if _NUMBER.fullmatch(text) else text


def is_integer(text: str) -> bool:
    """Say whether a text is a whole number of JSON."""
    return _INTEGER.fullmatch(text) is not None


def number(text: str) -> int | Decimal:
    """Return a number of JSON with all its digits; raise Failure where it is too large."""
    try:
        return int(text) if is_integer(text) else Decimal(text)
    except (ValueError, InvalidOperation):
        raise Failure(f"{_shown(text)} is too large for a number.", "Give it as a text, by -f.", USAGE) from None


def nested(texts: Iterable[str], typed_texts: Iterable[str], inputs: Inputs) -> dict[str, Any]:
    """Return the object that fields make, those of plain text first; raise Failure where they clash."""
    fields: list[tuple[Field, Any]] = [(read, read.text) for read in map(field, texts)]
    for read in map(field, typed_texts):
        fields.append((read, None if read.text is None else typed(read.text, inputs)))
    made: dict[str, Any] = {}
    for (keys, text), value in fields:
        if text is None:
            _put_empty_list(made, keys)
        else:
            _put(made, keys, value, keys)
    return made


def query_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as they go into a query: null is empty, a list repeats its name; raise Failure for an object."""
    for name, value in fields.items():
        if any(isinstance(each, dict) for each in (value if isinstance(value, list) else [value])):
            raise Failure(
                f"The field {name} is an object, which no query can hold.",
                "Name another method before the path, POST for instance, where the fields are the body.",
                USAGE,
            )
    return {
        name: [_in_query(each) for each in value] if isinstance(value, list) else _in_query(value)
        for name, value in fields.items()
    }


def _in_query(value: Any) -> Any:
    return "" if value is None else value


def _put(holder: dict[str, Any], keys: tuple[str, ...], value: Any, whole: tuple[str, ...]) -> None:
    first, *rest = keys
    if not rest:
        if first in holder:
            raise _clash(whole, len(whole), holder[first])
        holder[first] = value
    elif rest[0] != _LIST:
        inner = holder.setdefault(first, {})
        if not isinstance(inner, dict):
            raise _clash(whole, len(whole) - len(rest), inner)
        _put(inner, tuple(rest), value, whole)
    else:
        items = holder.setdefault(first, [])
        if not isinstance(items, list):
            raise _clash(whole, len(whole) - len(rest), items)
        if len(rest) == 1:
            items.append(value)
        else:
            _put(_item_for(items, rest[1]), tuple(rest[1:]), value, whole)


def _item_for(items: list[Any], key: str) -> dict[str, Any]:
    """Return the object in a list that a key goes into: the last one, or a new one where that has it already."""
    last = items[-1] if items else None
    if isinstance(last, dict) and (key not in last or isinstance(last[key], list)):
        return last
    items.append({})
    added: dict[str, Any] = items[-1]
    return added


def _put_empty_list(holder: dict[str, Any], keys: tuple[str, ...]) -> None:
    _put(holder, keys[:-1], [], keys[:-1])


def _clash(keys: tuple[str, ...], place: int, there: Any) -> Failure:
    kind = "a list" if isinstance(there, list) else "an object" if isinstance(there, dict) else "a value"
    return Failure(
        f"The field {_name(keys)} clashes with an earlier one: {_name(keys[:place])} is {kind} already.",
        "Give each key once, and as one kind of thing.",
        USAGE,
    )


def _name(keys: tuple[str, ...]) -> str:
    return _shown(keys[0] + "".join(f"[{key}]" for key in keys[1:]))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
