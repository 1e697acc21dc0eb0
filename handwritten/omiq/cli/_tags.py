"""Tags as they stand on a command line: NAME=VALUE."""

from __future__ import annotations

from collections.abc import Iterable

from ._failures import USAGE, Failure


def tags_of(texts: Iterable[str]) -> dict[str, str]:
    """Return tags by name; raise Failure where one is not NAME=VALUE, or stands twice."""
    tags: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise Failure(f"{text!r} is no tag.", "Write NAME=VALUE, in quotes where there are blanks.", USAGE)
        if name in tags:
            raise Failure(f"The tag {name!r} is given twice.", "Give it once.", USAGE)
        tags[name] = value
    return tags
