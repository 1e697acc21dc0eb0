"""Writing FCS 3.1: list mode, 32-bit floats, little-endian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from .channels import Channel, distinct

_DELIMITER: Final = "\f"
_TEXT_START: Final = 58
_OFFSET_DIGITS: Final = 20
_LARGEST_IN_HEADER: Final = 99_999_999
_ROWS_AT_ONCE: Final = 1 << 16
_LEAST_RANGE: Final = 262_144


def write_fcs(
    target: Path | BinaryIO, channels: Sequence[Channel], values: NDArray[np.floating], keywords: Mapping[str, str]
) -> None:
    """Write events, a row for each and a column for each channel, rounded to 32-bit floats.

    `keywords` are written besides the channels' own; standard ones start with `$`. Where they give no `$PnR` it is
    262144, or more where a value is larger: readers such as flowCore cut values off there. What says how the values
    are stored cannot be changed by them, and empty ones are left out, as the standard has it. Blanks around names and
    values are not kept. A comma in `$PnN`, which FCS 3.1 forbids, becomes a semicolon; names are made distinct.
    """
    if values.ndim != 2 or values.shape[1] != len(channels):
        raise ValueError(f"values of shape {values.shape} do not have a column for each of {len(channels)} channels")
    if isinstance(target, Path):
        with target.open("wb") as file:
            write_fcs(file, channels, values, keywords)
        return
    target.write(_head(channels, values, keywords))
    for start in range(0, len(values), _ROWS_AT_ONCE):
        with np.errstate(over="ignore"):  # beyond the largest 32-bit float lies infinity
            target.write(values[start : start + _ROWS_AT_ONCE].astype("<f4").tobytes())


def _head(channels: Sequence[Channel], values: NDArray[np.floating], keywords: Mapping[str, str]) -> bytes:
    """Make HEADER and TEXT. Offsets have a fixed width, so that TEXT is as long before they are known as after."""
    size = values.size * 4
    own = _own_keywords(channels, len(values))
    defaults = {f"$P{number}R": str(limit) for number, limit in enumerate(_ranges(values), 1)}
    given = {keyword.strip().upper(): value for keyword, value in keywords.items()}
    start = _TEXT_START + len(_text({**defaults, **given, **own, **_offsets(0, 0)}))
    text = _text({**defaults, **given, **own, **_offsets(start, start + size - 1)})
    in_header = [_TEXT_START, start - 1, start, start + size - 1, 0, 0]
    if start + size - 1 > _LARGEST_IN_HEADER:
        in_header[2:4] = [0, 0]
    return b"FCS3.1    " + b"".join(b"%8d" % offset for offset in in_header) + text


def _ranges(values: NDArray[np.floating]) -> list[int]:
    """Give for each column a whole number above every finite value as it is stored."""
    greatest = np.max(values, axis=0, initial=_LEAST_RANGE - 1, where=np.isfinite(values))
    stored = np.minimum(greatest, np.finfo(np.float32).max).astype(np.float32)
    return [int(value) + 1 for value in stored.tolist()]


def _own_keywords(channels: Sequence[Channel], event_count: int) -> dict[str, str]:
    own = {
        "$MODE": "L",
        "$DATATYPE": "F",
        "$BYTEORD": "1,2,3,4",
        "$NEXTDATA": "0",
        "$PAR": str(len(channels)),
        "$TOT": str(event_count),
        "$BEGINANALYSIS": "0",
        "$ENDANALYSIS": "0",
        "$BEGINSTEXT": "0",
        "$ENDSTEXT": "0",
    }
    names = (channel.name.strip().replace(",", ";") or f"P{n}" for n, channel in enumerate(channels, 1))
    named = distinct(Channel(name, channel.marker) for name, channel in zip(names, channels, strict=True))
    for number, channel in enumerate(named, 1):
        own |= {f"$P{number}B": "32", f"$P{number}E": "0,0", f"$P{number}G": "1"}
        own |= {f"$P{number}N": channel.name, f"$P{number}S": channel.marker}
    return own


def _offsets(first: int, last: int) -> dict[str, str]:
    return {"$BEGINDATA": f"{first:0{_OFFSET_DIGITS}}", "$ENDDATA": f"{last:0{_OFFSET_DIGITS}}"}


def _text(keywords: Mapping[str, str]) -> bytes:
    """Join keywords and values. The delimiter is a blank, so none stands at a value's ends; inside it is doubled."""
    parts = [
        _DELIMITER + part.strip().replace(_DELIMITER, _DELIMITER * 2)
        for keyword, value in keywords.items()
        if value.strip()
        for part in (keyword, value)
    ]
    return ("".join(parts) + _DELIMITER).encode()
