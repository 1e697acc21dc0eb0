"""The end of an error that tells what a name may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable

_TOLD = 20


def nearest(name: str, names: Iterable[str]) -> str:
    """Return `: did you mean 'this'?`, in whatever case, or where none is like it the first of all that there are."""
    from difflib import get_close_matches

    there = sorted(names)
    by_folded = {each.casefold(): each for each in there}
    if found := get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.5):
        return f": did you mean {by_folded[found[0]]!r}?"
    more = f" and {len(there) - _TOLD} more" if len(there) > _TOLD else ""
    return f": there are {', '.join(there[:_TOLD]) or 'none'}{more}."
