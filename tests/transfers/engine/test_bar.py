"""On a terminal a job shows a bar, and leaves its last line there; elsewhere it writes nothing."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from errno import EIO
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest

import omiq
import omiq_sandbox
from omiq._transfers.showing import shown
from tests.support.clock import FakeClock
from tests.support.uploads import upload

JOB = """
import sys, omiq
url, token, folder, dataset_id, progress = sys.argv[1:]
choice = {"None": None, "True": True, "False": False}[progress]
with omiq.Client(url, token=token) as client:
    client.files.download(int(dataset_id), folder, progress=choice)
"""
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"
COLOR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|9\d)")
LAST = re.compile(r"download ━+ 3/3 files, 12\.0 MB, [\d.]+ [kMG]B/s, in 00:\d\d")
CONTENT = bytes(range(250)) * 16_000


@pytest.fixture
def dataset_id(sandbox: omiq_sandbox.Server) -> int:
    """A dataset with three files of 4 MB."""
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        made = client.datasets.create(display_name="Panel").id
        for number in range(3):
            upload(client, made, CONTENT, f"{number}.fcs")
        sandbox.wait_idle()
        return made


class Terminal:
    """A pseudo-terminal of 100 columns, and all that was written to it."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        self._pieces: list[bytes] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def words(self) -> str:
        """Return what was written, once nobody writes any more."""
        os.close(self.theirs)
        self._reader.join(10)
        os.close(self._ours)
        return b"".join(self._pieces).decode()

    def _read(self) -> None:
        try:
            while piece := os.read(self._ours, 65536):
                self._pieces.append(piece)
        except OSError:
            return  # the last that could write has ended


def plain(words: str) -> list[str]:
    """Return lines without what steers the terminal."""
    return re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", words).replace("\r", "\n").rstrip("\n").split("\n")


def begun(
    sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path, stderr: int, progress: str = "None", **more: str
) -> subprocess.Popen[bytes]:
    """Begin a download in a process of its own."""
    command = [sys.executable, "-c", JOB, sandbox.url, sandbox.token, str(folder), str(dataset_id), progress]
    environment = {"TERM": "xterm-256color", "COLUMNS": "100", "PATH": os.environ["PATH"], **more}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment)


def shown_by(sandbox: omiq_sandbox.Server, dataset_id: int, folder: Path, progress: str = "None", **more: str) -> str:
    """Return what a download writes to a terminal; to stdout it writes nothing."""
    terminal = Terminal()
    with begun(sandbox, dataset_id, folder, terminal.theirs, progress, **more) as process:
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"")
    return terminal.words()


def test_bar_on_a_terminal(sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path) -> None:
    """Files under way have lines of their own, which are gone at the end: one line stays, and the cursor is there."""
    sandbox.faults.add({"kind": "drip", "operation": "storage.get", "bytes": 1_000_000, "seconds": 0.2})
    words = shown_by(sandbox, dataset_id, tmp_path)
    assert any(re.match(r"  1\.fcs +━+.*/4\.0 MB", each) for each in plain(words))
    assert LAST.fullmatch(plain(words)[-1])
    assert words.rindex(SHOWN) > words.rindex(HIDDEN)
    assert COLOR.search(words)


def test_no_color(sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path) -> None:
    """NO_COLOR is heeded."""
    words = shown_by(sandbox, dataset_id, tmp_path, NO_COLOR="1")
    assert LAST.fullmatch(plain(words)[-1])
    assert not COLOR.search(words)


@pytest.mark.parametrize(("progress", "more"), [("False", {}), ("None", {"TERM": "dumb"})])
def test_nothing_on_a_terminal(
    sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path, progress: str, more: Mapping[str, str]
) -> None:
    """False shows nothing, and a terminal that cannot move its cursor is none."""
    assert shown_by(sandbox, dataset_id, tmp_path, progress, **more) == ""


@pytest.mark.parametrize(("progress", "bar_there"), [("None", False), ("True", True)])
def test_no_terminal(
    sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path, progress: str, bar_there: bool
) -> None:
    """Where stderr is no terminal nothing is written to it, unless the bar is asked for."""
    with begun(sandbox, dataset_id, tmp_path, subprocess.PIPE, progress) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"")
    assert bool(err) == bar_there
    if bar_there:
        assert LAST.fullmatch(plain(err.decode())[-1])


def test_ctrl_c_leaves_a_sane_terminal(sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path) -> None:
    """The cursor is shown again, one line says how far it came, and the message how to go on stands below."""
    sandbox.faults.add({"kind": "drip", "operation": "storage.get", "bytes": 100_000, "seconds": 0.5})
    terminal = Terminal()
    with begun(sandbox, dataset_id, tmp_path, terminal.theirs) as process:
        while not list(tmp_path.glob("*.part")) or not any(part.stat().st_size for part in tmp_path.glob("*.part")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=5)
    words = terminal.words()
    assert words.rindex(SHOWN) > words.rindex(HIDDEN)
    lines = plain(words)
    last = max(number for number, each in enumerate(lines) if each.startswith("download"))
    assert re.search(r"0/3 files, .*stopped after 00:\d\d$", lines[last])
    assert any("make the same call again to go on" in each for each in lines[last + 1 :])


def progress_of(*names: str) -> omiq.Progress:
    """Return how a job gets on that has files under way."""
    active = tuple(omiq.FileProgress(name, 100, 50, "begun") for name in names)
    return omiq.Progress("upload", len(names), 0, 0, 0, None, 50, 5.0, 10.0, None, active)


def test_many_files_under_way(capsys: pytest.CaptureFixture[str], clock: FakeClock) -> None:
    """Eight have lines, the others are counted."""
    with shown(clock, True) as report:
        assert report is not None
        report(progress_of(*(f"{number:02}.fcs" for number in range(11))))
        lines = plain(capsys.readouterr().err)
    assert [each[2:8] for each in lines if ".fcs" in each] == [f"{number:02}.fcs" for number in range(8)]
    assert "  and 3 more" in lines


def test_name_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str], clock: FakeClock) -> None:
    """What a server calls a file is shown, not obeyed."""
    with shown(clock, True) as report:
        assert report is not None
        report(progress_of("a\x1b[2Jb\n\r\x07c\u202ed[red]e"))
    err = capsys.readouterr().err
    assert "a\ufffd[2Jb\ufffd\ufffd\ufffdc\ufffdd[red]e" in err
    assert "\x1b[2J" not in err


def test_second_job_at_the_same_time_has_no_bar(capsys: pytest.CaptureFixture[str], clock: FakeClock) -> None:
    """Two bars would write over one another."""
    with shown(clock, True) as first, shown(clock, True) as second:
        assert first is not None
        assert second is not None
        second(progress_of("second.fcs"))
        first(progress_of("first.fcs"))
    assert "first.fcs" in (err := capsys.readouterr().err)
    assert "second.fcs" not in err
    with shown(clock, True) as third:
        assert third is not None
        third(progress_of("third.fcs"))
    assert "third.fcs" in capsys.readouterr().err


def test_terminal_that_is_gone_ends_no_job(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    """The files are worth more than the bar."""

    class Gone(StringIO):
        def write(self, text: str) -> int:
            raise OSError(EIO, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Gone())
    with shown(clock, True) as report:
        assert report is not None
        report(progress_of("cells.fcs"))


def test_without_rich(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: FakeClock) -> None:
    """Where rich is not installed there are lines in the log, also where a bar is asked for."""
    monkeypatch.setattr("omiq._transfers.showing.find_spec", lambda name: None)
    with shown(clock, True) as report:
        assert report is not None
        report(progress_of("cells.fcs"))
    assert capsys.readouterr().err == ""


def test_bar_that_cannot_be_loaded_keeps_no_other_from_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: FakeClock
) -> None:
    """The terminal is free again after the error."""
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "omiq._transfers.bar", None)
        with pytest.raises(ImportError), shown(clock, True):
            pass
    with shown(clock, True) as report:
        assert report is not None
        report(progress_of("cells.fcs"))
    assert "cells.fcs" in capsys.readouterr().err
