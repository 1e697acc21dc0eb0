"""Guess whether a call may be repeated, for somebody to review."""

from __future__ import annotations

from collections.abc import Mapping

from .naming import Guess

_GUESS = "A guess to be reviewed; "


def retry(method: str, guess: Guess, lookups: Mapping[str, str]) -> dict[str, str]:
    """Return what `x-omiq` says of repeating a call; `lookups` are the methods that read a path, by that path."""
    if method == "GET":
        return {"retry": "safe"}
    if method == "DELETE":
        return {"retry": "idempotent", "reason": f"{_GUESS}a repeat finds the thing deleted already."}
    if method == "PUT":
        return {
            "retry": "idempotent",
            "reason": f"{_GUESS}a repeat leaves what the first request left, unless somebody changed it since.",
        }
    reads = "its name says that it only reads, which would make it safe" if guess.may_only_read else ""
    said = {"retry": "never", "reason": f"{_GUESS}{reads or 'a repeat may do it twice'}."}
    path = guess.path
    while path and path not in lookups:
        path = path.rpartition("/")[0]
    shows = f"`{lookups[path]}()` may show whether the server did it" if path else "nothing is known that would show it"
    return said | {"look-up": f"{_GUESS}{shows}."}
