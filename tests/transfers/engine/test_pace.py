"""As many files at once as pays, half where a server asks for less."""

from __future__ import annotations

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
