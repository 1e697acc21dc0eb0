"""Findings, kept in a file that all processes of a user share."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from omiq import ConfigurationError
from omiq._drift import findings
from omiq._drift.findings import Finding, Seen, Store

FOUND = Finding("listFiles", "$.files[*].status", "value", "none of the 5 known")
OTHER = Finding("getFile", "$.size", "type", "string where integer")
PROGRAM = f"""
import sys
from pathlib import Path
from omiq._drift.findings import Finding, Seen, Store
store = Store.at(Path(sys.argv[1]))
for _ in range(20):
    store.add([Seen(Finding{tuple(FOUND)!r}, 1, 5.0, 5.0, (), "0.1")])
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.at(tmp_path / "drift" / "findings.jsonl")


def seen(finding: Finding = FOUND, at: float = 1.0, servers: tuple[str, ...] = ()) -> Seen:
    return Seen(finding, 1, at, at, servers, "0.1")


def test_what_is_seen_again_is_counted(store: Store) -> None:
    """A finding stands once, with how often, first and last it was seen, and on which versions of the server."""
    store.add([seen(at=5.0, servers=("7.1",)), seen(OTHER)])
    store.add([Seen(FOUND, 3, 2.0, 9.0, ("7.2",), "0.2")])
    assert store.read() == [seen(OTHER), Seen(FOUND, 4, 2.0, 9.0, ("7.1", "7.2"), "0.2")]


def test_store_without_a_file_is_empty_and_makes_none(store: Store) -> None:
    """Looking leaves no trace."""
    assert store.read() == []
    assert not store.path.parent.exists()


def test_default_place_is_the_folder_of_the_user(tmp_path: Path) -> None:
    """Reports find what clients have written, without being told where."""
    Store.at().add([seen()])
    assert Store(tmp_path / "state" / "omiq" / "drift" / "findings.jsonl").read() == [seen()]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_the_owner_can_read(store: Store) -> None:
    """The folder and what is in it belong to one user."""
    store.add([seen()])
    files = [store.path.parent, *store.path.parent.iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in files} == {0}


def test_forgotten_finding_comes_back_where_it_is_seen_again(store: Store) -> None:
    """What was accepted is out of the reports; its count begins anew."""
    store.add([seen(), seen(OTHER)])
    store.forget({FOUND})
    assert store.read() == [seen(OTHER)]
    store.add([seen()])
    assert store.read() == [seen(OTHER), seen()]


@pytest.mark.parametrize("content", [b"torn", b"[]\n", b'{"operation": "x"}\n', b'"x"\n', b"\xff\n", b"[" * 100_000])
def test_broken_file_is_told_and_set_aside(store: Store, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody's program fails of it, and what was in it can still be looked at."""
    store.path.parent.mkdir()
    store.path.write_bytes(content)
    with caplog.at_level(logging.WARNING, "omiq.drift"):
        store.add([seen()])
    aside = store.path.with_suffix(".broken")
    assert store.read() == [seen()]
    assert aside.read_bytes() == content
    assert str(aside) in caplog.text


def test_store_keeps_what_was_seen_last(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that changes without end fills no disk."""
    monkeypatch.setattr(findings, "_MOST_FINDINGS", 2)
    store.add(seen(FOUND._replace(operation=str(number)), at=number) for number in (3, 1, 2))
    assert [each.finding.operation for each in store.read()] == ["2", "3"]


def test_processes_lose_nothing_of_each_other(store: Store) -> None:
    """Each adds to what the others have written."""
    command = [sys.executable, "-c", PROGRAM, str(store.path)]
    for process in [subprocess.Popen(command) for _ in range(3)]:
        assert process.wait(60) == 0
    assert [each.count for each in store.read()] == [60]


def test_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is an error of the set-up."""
    (tmp_path / "drift").write_text("")
    with pytest.raises(ConfigurationError, match="drift"):
        Store.at(tmp_path / "drift" / "findings.jsonl").add([seen()])


def test_lock_that_is_held_too_long_is_an_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits without end for another process."""
    monkeypatch.setattr(findings, "_LONGEST_WAIT", 0.0)
    store.add([seen()])
    with FileLock(store.path.with_suffix(".lock")), pytest.raises(ConfigurationError, match="another process"):
        store.add([seen()])


@given(st.lists(st.tuples(st.sampled_from([FOUND, OTHER]), st.integers(1, 5), st.floats(0, 1e10), st.floats(0, 1e10))))
def test_order_of_what_is_merged_makes_no_difference(parts: list[tuple[Finding, int, float, float]]) -> None:
    """Whichever process writes first: counts add up, and first and last are those of all."""
    for finding in (FOUND, OTHER):
        mine = [
            Seen(each, count, min(one, two), max(one, two), (), "0.1")
            for each, count, one, two in parts
            if each == finding
        ]
        if mine:
            merged = mine[0]
            for each in mine[1:]:
                merged = merged.merged(each)
            assert (merged.count, merged.first, merged.last) == (
                sum(each.count for each in mine),
                min(each.first for each in mine),
                max(each.last for each in mine),
            )
