"""Words that a server may have sent, as they are shown."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a name or other words without what would steer a terminal or end a line."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
