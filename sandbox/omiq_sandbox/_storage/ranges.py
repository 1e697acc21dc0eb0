"""The part of a blob that a request asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import NamedTuple

_SINGLE = re.compile(r"bytes\s*=\s*(\d{0,100})\s*-\s*(\d{0,100})\s*", re.ASCII | re.IGNORECASE)


class Span(NamedTuple):
    """The bytes from `start` up to, but without, `end`."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """The range lies beyond the end."""


def asked_span(header: str, size: int) -> Span | None:
    """Return the single range that a Range header asks for, cut at the size.

    None: the header is to be ignored, for it is malformed, or of another unit, or asks for several ranges. Raise
    Unsatisfiable where there is nothing in the range.
    """
    match = _SINGLE.fullmatch(header)
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        span = Span(max(size - int(last), 0), size)
    else:
        if last and int(last) < int(first):
            return None
        span = Span(int(first), min(int(last) + 1, size) if last else size)
    if span.start >= span.end:
        raise Unsatisfiable
    return span
