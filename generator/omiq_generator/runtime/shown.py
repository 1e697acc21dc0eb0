"""JSON values as a person may see them: short, and without secrets."""

import re
from collections.abc import Sized
from typing import Final, cast

from .shapes import name_of

LONGEST: Final = 60
"""Characters of a text that are shown."""

_LOOKED_AT: Final = 1000
_QUERY: Final = re.compile(r"(://[^\s?#]*[?#]|[?#](?=\S*=))\S*")
_JWT: Final = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*)*")


class Shown:
    """What stands for a value in a `repr`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


SECRET: Final = Shown("***")


def shown(value: object) -> Shown:
    """Show a JSON value; of an object or list only the size, of a signed URL nothing behind the `?`."""
    if isinstance(value, str):
        return Shown(repr(without_secrets(value)))
    if isinstance(value, dict | list):
        return Shown(_sized(cast("Sized", value)))
    if value is None or isinstance(value, float) or (isinstance(value, int) and value.bit_length() < 4 * LONGEST):
        return Shown(repr(value))
    return Shown(f"<{name_of(value)}>")


def without_secrets(text: str) -> str:
    """Cut a text to what is shown of it, with URL queries and JSON web tokens taken out."""
    clean = _JWT.sub("***", _QUERY.sub(r"\1***", text[:_LOOKED_AT]))
    return clean if len(clean) <= LONGEST and len(text) <= _LOOKED_AT else clean[: LONGEST - 1] + "…"


def _sized(value: Sized) -> str:
    number = len(value)
    noun = "item" if isinstance(value, list) else "member"
    text = f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
    return f"[{text}]" if noun == "item" else f"{{{text}}}"
