"""Large answers are read while the garbage collector pauses; nobody notices."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

import omiq
from tests.support.clock import FakeClock
from tests.support.server import Reply, Server, encoded
from tests.support.tokens import TOKEN

LARGE = {"datasets": [{"id": number, "members": [{}]} for number in range(20_000)]}


@contextmanager
def client_of(*script: Reply) -> Iterator[omiq.Client]:
    with Server(*script) as server, omiq.Client(server.url, token=TOKEN, clock=FakeClock(), retries=0) as client:
        yield client


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """Return the generations that were collected since."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_large_answer_is_read_in_one_go(collections: list[int]) -> None:
    """The collector, which runs each 700 objects, does not walk 20,000 of them over and over."""
    with client_of(Reply({"datasets": []}), Reply(LARGE)) as client:
        client.datasets.list()
        collections.clear()
        assert len(client.datasets.list()) == 20_000
    assert len(collections) < 20


ANSWERS = {
    "good": Reply(LARGE),
    "of another shape": Reply({"datasets": LARGE}),
    "torn": Reply(content=encoded(LARGE)[:-1]),
}


@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS)
def test_collector_goes_on_after_any_answer(reply: Reply) -> None:
    """What cannot be read leaves it running too."""
    with client_of(reply) as client, suppress(omiq.UnexpectedAnswer):
        client.datasets.list()
    assert gc.isenabled()


def test_collector_waits_for_the_last_reader() -> None:
    """Where two large answers are read at the same time, the end of one does not slow the other down."""
    seen: list[bool] = []

    def read(data: object) -> None:
        client.datasets.list()
        seen.append(gc.isenabled())

    with client_of(Reply(LARGE), Reply(LARGE)) as client:
        client.execute(omiq.Call(omiq.Operation("large", "GET", "/large"), "/large", read))
    assert seen == [False]
    assert gc.isenabled()


def test_collector_stays_off_where_the_program_turned_it_off() -> None:
    """A program that collects by itself is left alone."""
    gc.disable()
    try:
        with client_of(Reply(LARGE)) as client:
            client.datasets.list()
        assert not gc.isenabled()
    finally:
        gc.enable()
