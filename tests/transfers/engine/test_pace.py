"""As many files at once as pays, half where a server asks for less."""

from __future__ import annotations

import pytest

from omiq._transfers.pace import Pace
from tests.support.clock import FakeClock


def seen(pace: Pace, clock: FakeClock, *, rate: float) -> int:
    """Let a second go by in which so many bytes moved, and as many files ended as there may be at once."""
    clock.advance(1)
    pace.moved(int(rate))
    for _ in range(pace.limit):
        pace.ended()
    pace.look()
    return pace.limit


def test_grows_while_that_pays(clock: FakeClock) -> None:
    """The limit doubles as long as more is moved, and never goes above the most."""
    pace = Pace(clock)
    pace.start(2, 12)
    assert [seen(pace, clock, rate=1e6 * step) for step in (1, 2, 4, 8)] == [4, 8, 12, 12]


def test_stays_where_growing_does_not_pay(clock: FakeClock) -> None:
    """Once more files move no more bytes there are no more of them; later it tries one more at a time."""
    pace = Pace(clock)
    pace.start(4, 64)
    assert [seen(pace, clock, rate=rate) for rate in (1e6, 1e6, 1e6, 2e6)] == [8, 8, 8, 9]


def test_halves_where_a_server_asks_for_less(clock: FakeClock) -> None:
    """All files under way hear the same: that counts once."""
    pace = Pace(clock)
    pace.start(16, 16)
    for _ in range(16):
        pace.slowed()
    assert pace.limit == 8
    clock.advance(1)
    pace.slowed()
    assert pace.limit == 4


def test_one_is_the_least(clock: FakeClock) -> None:
    """However often a server asks for less, the job goes on."""
    pace = Pace(clock)
    pace.start(2, 16)
    for _ in range(5):
        clock.advance(1)
        pace.slowed()
    assert pace.limit == 1
    assert seen(pace, clock, rate=1e6) == 2


def test_does_not_change_before_there_is_something_to_see(clock: FakeClock) -> None:
    """A moment, or a single file, says nothing."""
    pace = Pace(clock)
    pace.start(4, 16)
    pace.ended()
    clock.advance(10)
    pace.look()
    assert pace.limit == 4


def test_grows_while_a_server_works_on_the_first_pieces(clock: FakeClock) -> None:
    """Nothing has come, and nobody asked for less: more pieces are begun, step by step."""
    pace = Pace(clock)
    pace.start(4, 16)
    assert [silent(pace, clock) for _ in range(4)] == [8, 12, 16, 16]


def test_does_not_grow_while_nothing_comes_any_more(clock: FakeClock) -> None:
    """A network that stands still is no reason to ask for more."""
    pace = Pace(clock)
    pace.start(4, 64)
    seen(pace, clock, rate=1e6)
    assert [silent(pace, clock) for _ in range(4)] == [8, 8, 8, 8]
    refused = Pace(clock)
    refused.start(4, 64)
    refused.slowed()
    assert [silent(refused, clock) for _ in range(4)] == [2, 2, 2, 2]


def test_grows_though_large_files_do_not_end(clock: FakeClock) -> None:
    """Where no file ends for minutes, the bytes that move tell."""
    pace = Pace(clock)
    pace.start(4, 64)
    assert [moving(pace, clock, rate) for rate in (1e6, 2e6, 2e6)] == [8, 16, 16]


def test_second_job_begins_afresh(clock: FakeClock) -> None:
    """What was learnt of uploads says nothing of the downloads that follow them in a sync."""
    pace = Pace(clock)
    pace.start(4, 64)
    assert [seen(pace, clock, rate=rate) for rate in (1e9, 1e9)] == [8, 8]
    clock.advance(60)
    pace.start(4, 64)
    assert [seen(pace, clock, rate=rate) for rate in (1e6, 2e6)] == [8, 16]


def silent(pace: Pace, clock: FakeClock) -> int:
    """Let a second go by in which nothing happens."""
    clock.advance(1)
    pace.look()
    return pace.limit


def moving(pace: Pace, clock: FakeClock, rate: float) -> int:
    """Let two seconds go by in which bytes move, and no file ends."""
    for _ in range(4):
        clock.advance(0.5)
        pace.moved(int(rate / 2))
        pace.look()
    return pace.limit


@pytest.mark.parametrize(("seconds", "most"), [(2.0, 16), (1.0, 16), (5.0, 16), (2.0, 8)])
def test_pieces_that_take_seconds_end_soon(clock: FakeClock, seconds: float, most: int) -> None:
    """200 pieces on a server take at most 1.15 times as long as with all allowed threads from the beginning."""
    pace = Pace(clock)
    pace.start(4, most)
    began, left, ends = clock.monotonic(), 200, list[float]()
    while left or ends:
        while left and len(ends) < pace.limit:
            left -= 1
            ends.append(clock.monotonic() + seconds)
        clock.advance(0.05)
        for end in [end for end in ends if end <= clock.monotonic()]:
            ends.remove(end)
            pace.ended()
        pace.look()
    assert clock.monotonic() - began <= 1.15 * 200 * seconds / most
