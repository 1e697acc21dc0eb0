"""Work in the background: waiting for it, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from omiq_sandbox._jobs import Jobs

LIMIT = 20.0


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.close()


def test_waiting_ends_though_there_is_always_another_job(jobs: Jobs) -> None:
    """The limit is one of the whole, not of each job."""
    enough = Event()

    def again() -> None:
        if not enough.wait(0.01):
            jobs.submit(again)

    jobs.submit(again)
    answers: list[bool] = []
    waiting = Thread(target=lambda: answers.append(jobs.wait_idle(0.1)), daemon=True)
    waiting.start()
    waiting.join(LIMIT)
    enough.set()
    assert answers == [False]
    assert jobs.wait_idle(LIMIT)


def test_waiting_ends_when_jobs_are_given_up() -> None:
    """Who waits for jobs that never began is told at the end that none is left."""
    jobs, go_on = Jobs(), Event()
    for _ in range(3):
        jobs.submit(go_on.wait, LIMIT)
    answers: list[bool] = []
    waiting = Thread(target=lambda: answers.append(jobs.wait_idle(None)), daemon=True)
    waiting.start()
    closing = Thread(target=jobs.close)
    closing.start()
    go_on.set()
    closing.join(LIMIT)
    waiting.join(LIMIT)
    assert answers == [True]
