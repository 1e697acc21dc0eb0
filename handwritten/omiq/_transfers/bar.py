"""The bar that shows a job on a terminal, by rich. Loaded only where it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.filesize import pick_unit_and_suffix
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Column, Table
from rich.text import Text

from .._printable import printable

if TYPE_CHECKING:
    from .progress import FileProgress, Progress, Report

_SHOWN = 8  # active files
_LONG, _SHORT = 30, 16  # characters of a bar
_UNITS = ["bytes", "kB", "MB", "GB", "TB"]


@contextmanager
def bar(*, forced: bool) -> Iterator[Report]:
    """Give what draws on stderr how a job gets on; `forced` draws also where that is no terminal.

    A terminal that is gone ends no job.
    """
    console = Console(stderr=True, highlight=False, force_terminal=forced or None)
    live = Live(console=console, auto_refresh=False, redirect_stdout=False)
    last: Progress | None = None

    def draw(progress: Progress) -> None:
        nonlocal last
        last = progress
        with suppress(OSError):
            live.update(_drawn(progress), refresh=True)

    with suppress(OSError):
        live.start()
    try:
        yield draw
    finally:
        with suppress(OSError):
            if last is not None:
                live.update(_ended(last))
            live.stop()


def _drawn(progress: Progress) -> Group:
    """Return a line for the whole job, and one for each of the first files that are under way."""
    left = None if progress.seconds_left is None else f"{_time(progress.seconds_left)} left"
    more = len(progress.active) - _SHOWN
    others = [Text(f"  and {more} more", "dim")] if more > 0 else []
    return Group(_line(progress, left), _files(progress.active[:_SHOWN]), *others)


def _ended(progress: Progress) -> Table:
    whole = _files_ended(progress) == progress.files
    return _line(progress, f"{'in' if whole else 'stopped after'} {_time(progress.seconds)}")


def _line(progress: Progress, time: str | None) -> Table:
    ended, done, total = _files_ended(progress), progress.bytes_done, progress.bytes
    strip = _strip(done, total) if total else _strip(ended, progress.files)
    words = Text(f"{ended}/{progress.files} files")
    if progress.files_skipped:
        words.append(f", {progress.files_skipped} skipped")
    if progress.files_failed:
        words.append(", ").append(f"{progress.files_failed} failed", "bold red")
    if done:
        words.append(f", {_amount(done, None if done == total else total)}, {_amount(progress.bytes_per_second)}/s")
    if time is not None:
        words.append(f", {time}")
    line = Table.grid(Column(no_wrap=True), Column(max_width=_LONG), Column(no_wrap=True), padding=(0, 1))
    line.add_row(Text(progress.job, "bold"), strip, words)
    return line


def _files(active: tuple[FileProgress, ...]) -> Table:
    lines = Table.grid(Column(), Column(max_width=_SHORT), Column(no_wrap=True), padding=(0, 1))
    for file in active:
        name = Text(f"  {printable(file.name)}", no_wrap=True, overflow="ellipsis")
        words = _amount(file.bytes_done, file.size) if file.bytes_done else file.state
        lines.add_row(name, _strip(file.bytes_done, file.size), Text(words, "dim"))
    return lines


def _strip(done: int, total: int | None) -> ProgressBar:
    return ProgressBar(total=total or 1, completed=done if total else 0)


def _files_ended(progress: Progress) -> int:
    return progress.files_done + progress.files_skipped + progress.files_failed


def _amount(count: float, total: int | None = None) -> str:
    """Return bytes with their unit: `3.1 MB`, or `3.1/34.5 MB`."""
    unit, name = pick_unit_and_suffix(int(total or count), _UNITS, 1000)
    digits = 0 if unit == 1 else 1
    of = f"/{total / unit:.{digits}f}" if total else ""
    return f"{count / unit:.{digits}f}{of} {name}"


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds))).removeprefix("0:")
