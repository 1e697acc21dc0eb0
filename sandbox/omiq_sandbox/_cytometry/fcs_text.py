"""HEADER and TEXT of an FCS file: where its segments lie, and its keywords (FCS 3.1, sections 3.1 and 3.2)."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from .channels import NotReadable, shown

_VERSIONS = ("FCS2.0", "FCS3.0", "FCS3.1")
_HEADER_BYTES = 42  # what follows is ANALYSIS, which nobody reads here
_MAX_TEXT: Final = 8 << 20
_ESCAPED = "\udc00"  # a lone surrogate: decoding gives none


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a file, from its first byte to its last, both counted from 0. First 0: the file does not say."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of a file by their names in capitals (`$PAR`), with HEADER's version and segments."""

    version: str
    text: Segment
    data: Segment
    values: Mapping[str, str]

    def get(self, keyword: str) -> str:
        """Give a keyword's value without the blanks around it, empty where there is none."""
        return self.values.get(keyword, "").strip()

    def number(self, keyword: str, default: float | None = None) -> float:
        """Give a keyword's number. A missing or blank one is `default`; raises NotReadable where there is none."""
        return _number(keyword, self.get(keyword), default)

    def pair(self, keyword: str) -> tuple[float, float]:
        """Give the two numbers of a keyword such as `$PnE`, 0 and 0 where it is missing."""
        first, comma, second = self.get(keyword).partition(",")
        if first and not comma:
            raise NotReadable(f"{keyword} is {shown(first)}, not two numbers.")
        return _number(keyword, first.strip(), 0.0), _number(keyword, second.strip(), 0.0)

    def whole(self, keyword: str, default: int | None = None) -> int:
        """Give a keyword's whole number, 0 or more, as `number` does."""
        number = self.number(keyword, default)
        if number < 0 or not number.is_integer():
            raise NotReadable(f"{keyword} is {shown(self.get(keyword))}, not a whole number of 0 or more.")
        return int(number)


def _number(keyword: str, value: str, default: float | None) -> float:
    if not value and default is not None:
        return float(default)
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise NotReadable(
            f"{keyword} is {shown(value)}, not a number." if value else f"The keyword {keyword} is missing."
        )
    return number


def read_keywords(file: BinaryIO) -> Keywords:
    """Read HEADER, TEXT and the supplemental TEXT of an FCS file, and no events. Raises NotReadable.

    A damaged supplemental TEXT is passed over: nothing that is required stands there.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    header = file.read(_HEADER_BYTES)
    if not header.startswith(b"FCS"):
        raise NotReadable('The file is no FCS file: it does not start with "FCS".')
    if len(header) < _HEADER_BYTES:
        raise NotReadable("The file ends within its FCS header.")
    version = header[:6].decode("latin-1")
    if version not in _VERSIONS:
        raise NotReadable(f"The FCS version {shown(version)} is none of {', '.join(_VERSIONS)}.")
    text = Segment(_offset(header[10:18]), _offset(header[18:26]))
    data = Segment(_offset(header[26:34]), _offset(header[34:42]))
    if not _holds(size, text):
        raise NotReadable("The file ends before its TEXT segment does, or the FCS header gives it no sensible place.")
    primary = Keywords(version, text, data, _pairs(_read(file, text)))
    try:
        supplement = Segment(primary.whole("$BEGINSTEXT", 0), primary.whole("$ENDSTEXT", 0))
    except NotReadable:
        return primary
    if supplement == text or not _holds(size, supplement):
        return primary
    return Keywords(version, text, data, {**_pairs(_read(file, supplement)), **primary.values})


def _offset(field: bytes) -> int:
    """Read an offset of HEADER, which may be left blank."""
    try:
        return int(field.strip() or b"0")
    except ValueError:
        raise NotReadable(f"The FCS header holds {shown(field.decode('latin-1'))} in place of an offset.") from None


def _holds(size: int, segment: Segment) -> bool:
    return 0 < segment.first <= segment.last < size and segment.size <= _MAX_TEXT


def _read(file: BinaryIO, segment: Segment) -> str:
    file.seek(segment.first)
    content = file.read(segment.size)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _pairs(text: str) -> dict[str, str]:
    """Split keywords and values at the delimiter, which is the first character and doubled where it is meant itself.

    Some writers leave values empty, against the standard, so that two delimiters stand side by side. A keyword that
    would hold the delimiter gives them away.
    """
    delimiter, body = text[:1], text[1:]
    parts = [part.replace(_ESCAPED, delimiter) for part in body.replace(delimiter * 2, _ESCAPED).split(delimiter)]
    if any(delimiter in keyword for keyword in parts[::2]):
        parts = body.split(delimiter)
    return {keyword.strip().upper(): value for keyword, value in zip(parts[::2], parts[1::2], strict=False)}
