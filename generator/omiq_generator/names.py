"""What a name of the API is called in Python."""

from __future__ import annotations

import re
import unicodedata
from keyword import iskeyword
from typing import Final

KEPT: Final = frozenset({"bool", "dict", "float", "int", "list", "self", "str", "super"})
"""Names that generated code needs for itself: what is called so gets a trailing underscore, as a keyword does."""


def python_name(name: str) -> str:
    """Turn a name of the API into a Python name: `displayName` into `display_name`, `class` into `class_`."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    text = "".join(char if f"_{char}".isidentifier() else "_" for char in text)
    text = unicodedata.normalize("NFKC", re.sub("__+", "_", text).rstrip("_").lower())
    if not text.isidentifier() or text.startswith("_"):
        text = f"field_{text.lstrip('_')}"
    return f"{text}_" if iskeyword(text) or text in KEPT else text
