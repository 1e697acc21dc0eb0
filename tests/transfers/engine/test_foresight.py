"""A job that will outlive the token says so."""

from __future__ import annotations

import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

import omiq
import omiq_sandbox
from omiq._transfers.progress import Job, tracking
from omiq._transfers.work import Work
from tests.support.account import CREDENTIALS
from tests.support.clients import client_on
from tests.support.clock import NOON, FakeClock, HastyClock
from tests.support.tokens import jwt
from tests.support.uploads import CELLS, upload

HOUR = 3600.0
MB = 1_000_000


class Mover:
    """A client on a clock that stands still, and jobs that move bytes as fast as a test says."""

    def __init__(self, clock: FakeClock, token_hours: float | None = 1.0, **credentials: Any) -> None:
        self._clock = clock
        if not credentials:
            credentials = {"token": jwt(None if token_hours is None else NOON + token_hours * HOUR)}
        self._client = omiq.Client("https://app.example", clock=clock, **credentials)

    def warnings(
        self, seconds: float, *, job: Job = "upload", files: int = 1000, rate: float = MB, kept: int = 0
    ) -> list[str]:
        """Begin a job on files of 100 MB each, work on it for so long, and return what it warns of."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self._client._carried_out(lambda work: self._moved(work, job, files, seconds, rate, kept))
        assert {each.category for each in caught} <= {omiq.TokenEndsEarly}
        assert {each.filename for each in caught} <= {__file__}
        return [str(each.message) for each in caught]

    def _moved(self, work: Work, job: Job, files: int, seconds: float, rate: float, kept: int) -> None:
        with tracking(work, job, False) as tracker:
            tracker.expect(files=files, bytes=files * 100 * MB)
            track = tracker.begin("cells.fcs", None)
            for second in range(round(seconds)):
                self._clock.advance(1)
                if second == 0:
                    track.kept(kept)
                track.moved(round(rate))
                tracker.tick()


def test_job_that_outlives_the_token(clock: FakeClock) -> None:
    """A job of 28 hours says within seconds that a token of one hour is too short, once, and what to do."""
    words = Mover(clock).warnings(10)
    assert len(words) == 1
    assert words[0].startswith("This upload needs about 27.8 hours more, and the token ends in 60 minutes. ")
    assert "secret key" in words[0]
    assert "fresh token" in words[0]
    assert "What is done stays done" in words[0]


def test_says_so_before_the_first_byte(clock: FakeClock) -> None:
    """What an earlier job of the client moved in a second tells, of the same kind alone."""
    mover = Mover(clock)
    assert mover.warnings(40, files=20) == []
    assert mover.warnings(0, job="download") == []
    words = mover.warnings(0)
    assert [each.partition(",")[0] for each in words] == ["This upload needs about 27.8 hours more"]


def test_what_an_earlier_run_left_is_not_speed(clock: FakeClock) -> None:
    """A job that finds most of a file on the disk is judged by what it moves itself."""
    mover = Mover(clock)
    assert mover.warnings(20, files=72, kept=1000 * MB) == []
    assert len(mover.warnings(40, files=72, kept=1000 * MB)) == 1


def test_client_with_other_options_knows_too(clock: FakeClock) -> None:
    """What one job of a client has measured, all of its twins know."""
    mover = Mover(clock)
    mover.warnings(40, files=20)
    mover._client = mover._client.with_options(retries=1)
    assert len(mover.warnings(0)) == 1


def test_job_that_may_become_faster_is_not_judged_at_once(clock: FakeClock) -> None:
    """It begins with a few files at once: a job that seems to take twice the token's time is looked at for longer."""
    assert Mover(clock).warnings(20, files=72) == []
    assert len(Mover(clock).warnings(40, files=72)) == 1


def test_job_that_becomes_slow(clock: FakeClock) -> None:
    """It goes on being measured."""
    mover = Mover(clock)
    assert mover.warnings(60, files=20) == []
    assert len(mover.warnings(60, files=20, rate=MB / 4)) == 1


@pytest.mark.parametrize("hours", [30.0, None])
def test_token_that_lasts(clock: FakeClock, hours: float | None) -> None:
    """Nothing is said where the token is good for longer than that, or does not say how long."""
    assert Mover(clock, hours).warnings(100) == []


def test_secret_key(clock: FakeClock) -> None:
    """It renews itself: the job goes on as long as it takes."""
    assert Mover(clock, **CREDENTIALS).warnings(100) == []


def test_last_minute_of_a_token(clock: FakeClock) -> None:
    """Before anything is measured, a token in its last minute is worth a word; with nothing to do it is not."""
    words = Mover(clock, 50 / HOUR).warnings(0)
    assert [each.partition(". ")[0] for each in words] == [
        "This upload is not done yet, and the token ends in 50 seconds"
    ]
    assert Mover(clock, 50 / HOUR).warnings(0, files=0) == []


def test_token_that_ends_meanwhile(clock: FakeClock) -> None:
    """Where nothing moves while the token ends, that is said."""
    words = Mover(clock, 65 / HOUR).warnings(70, rate=0)
    assert [each.partition(". ")[0] for each in words] == [
        "This upload is not done yet, and the token ends in 59 seconds"
    ]


def test_before_the_first_byte_of_a_real_job(
    sandbox: omiq_sandbox.Server, driver: BlockingPortal | None, tmp_path: Path
) -> None:
    """The warning comes from the job's thread before the storage hears of it; who makes it an error stops the job."""
    with closing(client_on(driver, sandbox.url, token=sandbox.token, clock=HastyClock())) as client:
        dataset_id = client.datasets.create(display_name="Panel").id
        upload(client, dataset_id, CELLS)
        sandbox.wait_idle()
        sandbox.clock.advance(sandbox.options.token_lifetime - 40)
        before = len(sandbox.requests)
        with pytest.raises(omiq.TokenEndsEarly, match="This download is not done yet, and the token ends in"):
            client.files.download(dataset_id, tmp_path, progress=False)
        assert [request.operation for request in sandbox.requests[before:]] == ["listFiles"]
        with pytest.warns(omiq.TokenEndsEarly) as caught:
            client.files.download(dataset_id, tmp_path, progress=False)
    assert len(caught) == 1
    assert (tmp_path / "cells.fcs").read_bytes() == CELLS
