"""FCS files made by hand, right or wrong in any place, and the real ones where they are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REAL_FILES = Path(__file__).parents[2].parent / "shared" / "fcs"
"""Files that real cytometers wrote. They are no part of the repository."""


def fcs_bytes(
    data: bytes,
    changes: Mapping[str, str | None] | None = None,
    *,
    version: str = "FCS3.1",
    names: tuple[str, ...] = ("FSC-A", "FITC-A"),
    delimiter: str = "/",
    header_offsets: tuple[str, str] | None = None,
    encoding: str = "utf-8",
) -> bytes:
    """Return an FCS file of little-endian 32-bit floats.

    `changes` are keywords without `$` that are set to something else, or left out where they are None.
    """
    keywords: dict[str, str | None] = {
        "BYTEORD": "1,2,3,4",
        "DATATYPE": "F",
        "MODE": "L",
        "NEXTDATA": "0",
        "PAR": str(len(names)),
        "TOT": str(len(data) // (4 * len(names))),
    }
    for number, name in enumerate(names, 1):
        keywords |= {f"P{number}N": name, f"P{number}B": "32", f"P{number}E": "0,0", f"P{number}R": "262144"}
    if version != "FCS2.0":
        keywords |= {"BEGINDATA": "1000", "ENDDATA": str(1000 + len(data) - 1)}
    keywords |= changes or {}
    filled = [f"${keyword}{delimiter}{value}" for keyword, value in keywords.items() if value is not None]
    text = (delimiter + delimiter.join(filled) + delimiter).encode(encoding)
    assert 58 + len(text) <= 1000
    first, last = header_offsets or ("1000", str(1000 + len(data) - 1))
    header = f"{version}    {58:>8}{57 + len(text):>8}{first:>8}{last:>8}{0:>8}{0:>8}".encode()
    return (header + text).ljust(1000) + data
