"""What may be told of a value that is nobody's business: its type, and the names that the API gives to members."""

from __future__ import annotations

import re
from typing import Any, Final

_MEMBER_NAME: Final = re.compile(r"[$_]?[a-z][A-Za-z0-9]{0,49}")
_DIGITS_OF_AN_ID: Final = re.compile(r"[0-9]{4}|[0-9a-f]{8}")
_TYPES: Final = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def is_member_name(key: str) -> bool:
    """Say whether the key of an object is a name of the API's own, like `displayName`, and no id or name of anybody."""
    return bool(_MEMBER_NAME.fullmatch(key)) and not _DIGITS_OF_AN_ID.search(key)


def type_of(value: Any) -> str:
    """Return the JSON type of a decoded value: `integer` apart from `number`, `null` for None."""
    return _TYPES.get(type(value), "null" if value is None else "number")
