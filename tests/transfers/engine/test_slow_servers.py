"""An API that asks for less gets less, as a storage host does; what it works on is looked at when it is likely done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq._transfers.pace import Pace
from omiq_generated.api.datasets import get_dataset
from tests.conftest import Connect
from tests.support.clock import FakeClock
from tests.support.server import Reply, Server
from tests.support.uploads import CELLS, upload


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The limits that a job comes to as it is told to slow down."""
    seen: list[int] = []
    slowed = Pace.slowed

    def noted(pace: Pace) -> None:
        slowed(pace)
        seen.append(pace.limit)

    monkeypatch.setattr(Pace, "slowed", noted)
    return seen


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 503},
        {"kind": "latency", "seconds": 1.0},
    ],
    ids=["429", "503", "time-out"],
)
def test_api_that_asks_for_less(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, limits: list[int], fault: dict[str, Any]
) -> None:
    """Half as many files are asked for at once, and all of them come."""
    dataset_id = owner.datasets.create(display_name="Panel").id
    for number in range(6):
        upload(owner, dataset_id, CELLS, f"{number}.fcs")
    sandbox.wait_idle()
    sandbox.faults.add({"operation": "getDownloadUrl", "count": 1, **fault})
    hasty = owner.with_options(timeout=0.3)
    assert len(hasty.files.download(dataset_id, tmp_path, progress=False)) == 6
    assert limits == [2]


def test_refusal_is_no_reason_to_slow_down(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, limits: list[int]
) -> None:
    """A server that fails otherwise is asked again, as often at once as before."""
    dataset_id = owner.datasets.create(display_name="Panel").id
    upload(owner, dataset_id, CELLS)
    sandbox.wait_idle()
    sandbox.faults.add({"operation": "getDownloadUrl", "count": 1, "kind": "status", "status": 500})
    owner.files.download(dataset_id, tmp_path, progress=False)
    assert limits == []


def test_next_operation_is_looked_at_when_it_is_likely_done(connect: Connect, server: Server, clock: FakeClock) -> None:
    """A job knows from the first one how long a long operation takes: another is looked at then, and soon again."""
    begun, running, ended = Reply({"longOpId": 17}), Reply({}), Reply({"val": {"dataset": {"id": 5}}})
    server.script(begun, running, running, running, ended, begun, running, running, running, ended)
    client = connect(server)
    client._carried_out(lambda work: [work.execute(get_dataset.call(5)) for _ in range(2)])
    first, soon = sum(clock.pauses[:3]), clock.pauses[3:]
    assert clock.pauses[:3] == [0.5, 0.75, 1.125]
    assert soon == pytest.approx([0.85 * first, 0.85 * first / 16, 1.5 * 0.85 * first / 16])


def test_operation_that_may_be_quick_is_looked_at_as_ever(connect: Connect, server: Server, clock: FakeClock) -> None:
    """Where the last call was answered at once, a long operation is not looked at more often than without it."""
    begun, running, ended = Reply({"longOpId": 17}), Reply({}), Reply({"val": {"dataset": {"id": 5}}})
    server.script(Reply({"dataset": {"id": 5}}), begun, running, running, ended)
    client = connect(server)
    client._carried_out(lambda work: [work.execute(get_dataset.call(5)) for _ in range(2)])
    assert clock.pauses == [0.5, 0.75]
