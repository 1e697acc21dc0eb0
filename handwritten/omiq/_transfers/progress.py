"""How a job gets on: counted by its threads, shown by the thread that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Literal, NamedTuple, TypeAlias

from .pace import Pace
from .showing import shown
from .work import Work

Job: TypeAlias = Literal["upload", "download", "processing", "export", "sync"]
_SHOW_EVERY = 0.1  # seconds


class FileProgress(NamedTuple):
    """How one file gets on: its name, its size in bytes where that is known, the bytes moved so far, and its state.

    The state is `begun`, `registering`, `sending`, `exporting`, `waiting for a URL` or `receiving`.
    """

    name: str
    size: int | None
    bytes_done: int
    state: str


class Progress(NamedTuple):
    """How a job gets on. `files` are all that there are, `active` those under way.

    `bytes` are all that are to be moved: what is left of a file that failed, or that is there already, is taken off.
    `bytes_done` hold the `bytes_kept` that an earlier run has left. `bytes` and `seconds_left` are None where nobody
    knows; `bytes_per_second` is the mean since the job began, of what it has moved itself.
    """

    job: Job
    files: int
    files_done: int
    files_skipped: int
    files_failed: int
    bytes: int | None
    bytes_done: int
    bytes_per_second: float
    seconds: float
    seconds_left: float | None
    active: tuple[FileProgress, ...]
    bytes_kept: int = 0


Report: TypeAlias = Callable[[Progress], None]
ProgressArgument: TypeAlias = Report | bool | None


class FileTrack:
    """One file under way: tells the tracker how it gets on, and its file's mover whether to go on."""

    def __init__(self, tracker: Tracker, work: Work, name: str, size: int | None) -> None:
        self._tracker = tracker
        self._work = work
        self._name = name
        self._size = size
        self._bytes = 0
        self._state = "begun"
        self.check = work.check
        self.sleep = work.sleep

    def moved(self, count: int) -> None:
        self._bytes += count
        self._tracker.moved(count)

    def kept(self, count: int) -> None:
        self._bytes += count
        self._tracker.kept(count)

    def slowed(self) -> None:
        self._tracker.pace.slowed()

    def state(self, state: str) -> None:
        """Say what happens to the file now, in a word."""
        self._state = state

    def end(self, how: Literal["done", "skipped", "failed"]) -> None:
        """Say that nothing more will happen to the file."""
        self._tracker.ended(self, how)

    def unmoved(self) -> int:
        """Return how many of the bytes that were expected have not been moved."""
        return 0 if self._size is None else max(0, self._size - self._bytes)

    def shown(self) -> FileProgress:
        return FileProgress(self._name, self._size, self._bytes, self._state)


class Tracker:
    """Counts what the threads of a job do. Only `tick` and `close`, which the job's own thread calls, show it."""

    def __init__(self, work: Work, job: Job, report: Report | None) -> None:
        self._work = work
        self._job: Job = job
        self._report = report
        self._lock = Lock()
        self._active: dict[FileTrack, None] = {}
        self._ended = {"done": 0, "skipped": 0, "failed": 0}
        self._files = self._bytes_done = self._bytes_kept = 0
        self._bytes: int | None = 0
        self._began = self._shown = work.clock.monotonic()
        self.pace = Pace(work.clock)

    def expect(self, *, files: int, bytes: int | None = 0) -> None:
        """Hear of so many more files, of so many bytes together, None where nobody knows; in the job's own thread."""
        with self._lock:
            self._files += files
            self._bytes = None if self._bytes is None or bytes is None else self._bytes + bytes
        self._work.foresight.look(self.progress())

    def expect_sizes(self, sizes: Sequence[int | None]) -> None:
        """Hear of a file more for each size, which is None where nobody knows it; in the job's own thread."""
        known = [size for size in sizes if size is not None]
        self.expect(files=len(sizes), bytes=sum(known) if len(known) == len(sizes) else None)

    def begin(self, name: str, size: int | None) -> FileTrack:
        """Hear that a file is under way."""
        track = FileTrack(self, self._work, name, size)
        with self._lock:
            self._active[track] = None
        return track

    def skip(self, files: int) -> None:
        """Hear of so many more files with which nothing has to be done."""
        with self._lock:
            self._files += files
            self._ended["skipped"] += files

    def moved(self, count: int) -> None:
        with self._lock:
            self._bytes_done += count
        self.pace.moved(count)

    def kept(self, count: int) -> None:
        """Hear of so many bytes that an earlier run has left."""
        with self._lock:
            self._bytes_done += count
            self._bytes_kept += count

    def ended(self, track: FileTrack, how: str) -> None:
        with self._lock:
            if self._active.pop(track, track) is None:
                self._ended[how] += 1
                if self._bytes is not None:
                    self._bytes -= track.unmoved()

    def tick(self) -> None:
        """Adapt the pace, and show how the job gets on, unless that was done a moment ago."""
        self.pace.look()
        now = self._work.clock.monotonic()
        if now - self._shown >= _SHOW_EVERY:
            self._shown = now
            progress = self.progress()
            self._work.foresight.look(progress)
            if self._report is not None:
                self._report(progress)

    def close(self) -> None:
        """Show how the job ended."""
        if self._report is not None:
            self._report(self.progress())

    def progress(self) -> Progress:
        """Return how the job gets on."""
        with self._lock:
            seconds = self._work.clock.monotonic() - self._began
            rate = (self._bytes_done - self._bytes_kept) / seconds if seconds > 0 else 0.0
            left = (self._bytes - self._bytes_done) / rate if self._bytes is not None and rate > 0 else None
            active = tuple(track.shown() for track in self._active)
            done, skipped, failed = self._ended["done"], self._ended["skipped"], self._ended["failed"]
            return Progress(
                self._job,
                self._files,
                done,
                skipped,
                failed,
                self._bytes,
                self._bytes_done,
                rate,
                seconds,
                left,
                active,
                self._bytes_kept,
            )


@contextmanager
def tracking(work: Work, job: Job, progress: ProgressArgument) -> Iterator[Tracker]:
    """Count what a job does, and show it as `progress` says (`shown`)."""
    with shown(work.clock, progress) as report:
        tracker = Tracker(work, job, report)
        work.on_slowed = tracker.pace.slowed
        try:
            yield tracker
        finally:
            tracker.close()
