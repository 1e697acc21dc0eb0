"""Work in the background: how much of it is taken, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from omiq._drift import background
from omiq._drift.background import Background

LONG = 60.0
MANY = 10_000


class Noting:
    """Notes what it does; a piece that is an Event is waited for, one that is an error is raised."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.kept: list[object] = []
        self.rested = Event()

    def do(self, piece: object) -> None:
        if isinstance(piece, Event):
            piece.wait(LONG)
        if isinstance(piece, Exception):
            raise piece
        self.done.append(piece)

    def rest(self) -> None:
        self.kept = [*self.done]
        self.rested.set()

    def forget(self) -> None:
        self.done.clear()


class Times:
    """The two clocks that the thread looks at: a piece takes `computing` seconds, and time stands still otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.computing = 0.0
        self._computed = 0.0

    def thread_time(self) -> float:
        self._computed += self.computing
        return self._computed


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    times = Times()
    monkeypatch.setattr(background, "monotonic", lambda: times.now)
    monkeypatch.setattr(background, "thread_time", times.thread_time)
    return times


@pytest.fixture
def noting() -> Noting:
    return Noting()


@pytest.fixture
def busy() -> Iterator[Event]:
    """A piece of work that lasts until this is set."""
    event = Event()
    yield event
    event.set()


def test_pieces_are_done_in_their_order_and_kept(noting: Noting) -> None:
    """After `finish` there is nothing left to do."""
    work = Background[object](share=1.0)
    for piece in range(5):
        work.offer(noting, piece, 1)
    work.finish(LONG)
    assert noting.kept == noting.done == [0, 1, 2, 3, 4]


def test_there_is_no_time_until_what_was_used_is_a_small_share(noting: Noting, times: Times) -> None:
    """A second of computing is paid for by fifty seconds, and the keeping of it is computing too."""
    work = Background[object](share=0.02)
    times.computing = 0.5
    assert work.has_time()
    work.offer(noting, "piece", 1)
    work.finish(LONG)
    times.now += 49
    assert not work.has_time()
    times.now += 2
    assert work.has_time()


def test_pieces_that_are_offered_all_the_same_are_paid_for_later(noting: Noting, times: Times) -> None:
    """What they cost is not forgotten."""
    work = Background[object](share=0.02)
    times.computing = 0.5
    for piece in ("first", "second"):
        work.offer(noting, piece, 1)
        work.finish(LONG)
    times.now += 99
    assert not work.has_time()
    times.now += 2
    assert work.has_time()
    assert noting.done == ["first", "second"]


def test_pieces_that_wait_are_few(noting: Noting, busy: Event) -> None:
    """Who calls faster than is compared loses nothing but a part of the sample."""
    work = Background[object](share=1.0)
    work.offer(noting, busy, 1)
    for piece in range(1000):
        work.offer(noting, piece, 1)
    busy.set()
    work.finish(LONG)
    assert 64 <= len(noting.done) <= 65


def test_pieces_that_wait_are_small(noting: Noting, busy: Event) -> None:
    """They hold sixteen megabytes at most, all together."""
    work = Background[object](share=1.0)
    work.offer(noting, busy, 6_000_000)
    for piece in range(10):
        work.offer(noting, piece, 6_000_000)
    busy.set()
    work.finish(LONG)
    assert 2 <= len(noting.done) <= 3


def test_nobody_waits_without_end_for_work_that_hangs(noting: Noting, busy: Event) -> None:
    """A program ends when it wants to."""
    work = Background[object](share=1.0)
    work.offer(noting, busy, 1)
    work.finish(0.0)
    assert noting.done == []


def test_nobody_waits_for_work_that_comes_later() -> None:
    """A client is closed at once, however much others call meanwhile."""

    class Endless(Noting):
        def do(self, piece: object) -> None:
            super().do(piece)
            if len(self.done) < MANY:
                work.offer(self, "next", 1)

    work, endless = Background[object](share=1.0), Endless()
    work.offer(endless, "first", 1)
    work.finish(LONG)
    kept = [*endless.kept]
    work.finish(LONG)
    assert kept[0] == "first"
    assert len(kept) < MANY


def test_error_does_not_end_the_work(noting: Noting) -> None:
    """The next piece is done as if nothing had happened."""
    work = Background[object](share=1.0)
    work.offer(noting, ValueError("a value"), 1)
    work.offer(noting, "next", 1)
    work.finish(LONG)
    assert noting.kept == ["next"]


def test_what_came_of_it_is_kept_while_there_is_more_to_do(
    noting: Noting, busy: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that calls all day, and is killed then, leaves what it has found."""
    monkeypatch.setattr(background, "_LONGEST_WITHOUT_REST", -1.0)
    work = Background[object](share=1.0)
    work.offer(noting, "first", 1)
    work.offer(noting, busy, 1)
    assert noting.rested.wait(LONG)
    assert noting.kept == ["first"]


def test_piece_is_left_where_no_thread_can_be_started(noting: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end of the interpreter, for one."""

    def fails(_: Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(Thread, "start", fails)
    work = Background[object](share=1.0)
    work.offer(noting, "piece", 1)
    work.finish(LONG)
    assert noting.done == []
