"""The end of an error that tells what a name may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str]) -> str:
    """Return `: did you mean 'this'?`, or where none is like it all that there are."""
    from difflib import get_close_matches

    there = sorted(names)
    found = get_close_matches(name, there, n=1, cutoff=0.5)
    return f": did you mean {found[0]!r}?" if found else f": there are {', '.join(there) or 'none'}."
