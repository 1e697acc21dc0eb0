"""Names that a server gives become names of files that are safe, distinct, and the same each time."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omiq._transfers.names import local_names

NASTY = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    " ",
    "/etc/passwd",
    "C:\\Windows\\x.fcs",
    "a/b.fcs",
    "a\\b.fcs",
    "nul",
    "NUL.fcs",
    "com1.fcs",
    "a\x00b",
    "a\nb",
    "trailing. . .",
    ".omiq",
    "cells.fcs.part",
    "cells.fcs.part.json",
    "x" * 300 + ".fcs",
    "é" * 200 + ".fcs",
    "Cells.fcs",
    "cells.fcs",
    "CELLS.FCS",
    "e\u0301.fcs",
    "\u00e9.fcs",
    "\ud800.fcs",
    "\u202egnp.fcs",
    "con .fcs",
]
names = st.one_of(st.sampled_from(NASTY), st.text(max_size=300), st.text("./\\ aA\x00:~", max_size=12))
named = st.dictionaries(st.integers(1, 10**15), names, max_size=12)


@given(named)
def test_no_name_leaves_its_folder(of_server: dict[int, str]) -> None:
    """A local name is one part of a path, and no system reads more into it."""
    for name in local_names(of_server.items()).values():
        assert Path("/folder", name).parent == Path("/folder")
        assert not set(name) & set('/\\:*?"<>|')
        assert not any(unicodedata.category(letter).startswith("C") for letter in name)
        assert not name.startswith((".", " "))
        assert not name.endswith((".", " ", ".part", ".part.json"))
        assert name.partition(".")[0].rstrip().casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
        assert 0 < len(name.encode()) <= 255 - len(".part.json")


@given(named)
def test_names_are_distinct_also_where_case_does_not_count(of_server: dict[int, str]) -> None:
    """No two files land in one, on systems that ignore case or the form of accents either."""
    local = local_names(of_server.items())
    assert local.keys() == of_server.keys()
    folded = {unicodedata.normalize("NFD", name).casefold() for name in local.values()}
    assert len(folded) == len(local)


@given(named, st.randoms())
def test_names_do_not_depend_on_the_order(of_server: dict[int, str], random: object) -> None:
    """The same files have the same local names each time."""
    items = list(of_server.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert local_names(items) == local_names(of_server.items())


@given(st.from_regex(r"[A-Za-z0-9_ -]{0,40}[A-Za-z0-9]\.fcs", fullmatch=True))
@example("Specimen_001_Tube_001.fcs")
def test_harmless_names_stay_as_they_are(name: str) -> None:
    """A name that every system takes is kept."""
    reserved = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
    if name.startswith(" ") or name.partition(".")[0].strip().casefold() in reserved:
        return
    assert local_names([(1, name)]) == {1: name}


@pytest.mark.parametrize(
    ("of_server", "expected"),
    [
        ({7: "cells.fcs", 5: "cells.fcs"}, {5: "cells.fcs", 7: "cells (7).fcs"}),
        ({1: "a.fcs", 2: "A.fcs", 3: "a (2).fcs"}, {1: "a.fcs", 2: "A (2).fcs", 3: "a (2) (3).fcs"}),
        ({1: "../x.fcs"}, {1: "_.._x.fcs"}),
        ({1: "nul.fcs"}, {1: "_nul.fcs"}),
    ],
)
def test_which_name_becomes_which(of_server: dict[int, str], expected: dict[int, str]) -> None:
    """The file with the lowest id has the bare name, others alike have their id behind it."""
    assert local_names(of_server.items()) == expected


@pytest.mark.parametrize("end", ["", "b" * 30, "." + "b" * 30])
def test_no_name_ends_like_a_part(end: str) -> None:
    """A name that is cut short is not taken for the part of another download either."""
    local = local_names([(1, "a" * 195), (2, "a" * 195 + ".part" + end)])
    assert not local[2].endswith(".part")
