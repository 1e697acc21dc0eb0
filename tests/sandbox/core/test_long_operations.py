"""Long operations: answers that come later than their call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._state import long_operations


def get(sandbox: omiq_sandbox.Server, path: str, token: str | None = None) -> httpx.Response:
    return httpx.get(f"{sandbox.url}{path}", headers={"Authorization": f"Bearer {token or sandbox.token}"})


def begin(sandbox: omiq_sandbox.Server, **fault: Any) -> str:
    """Begin one and wait until its work has ended."""
    sandbox.faults.set({"kind": "long_operation", "operation": "listDatasets", **fault})
    id_: str = get(sandbox, "/datasets").json()["longOpId"]
    sandbox.wait_idle()
    return id_


def test_answer_comes_after_polls_that_are_empty(sandbox: omiq_sandbox.Server) -> None:
    """`val` is the answer that the first call would have given, envelope and all, as often as it is asked for."""
    id_ = begin(sandbox, polls=2)
    polls = [get(sandbox, f"/longops/{id_}").json() for _ in range(4)]
    assert polls == [{}, {}, {"val": {"datasets": []}}, {"val": {"datasets": []}}]


def test_failure_is_told_in_the_value(sandbox: omiq_sandbox.Server) -> None:
    """The poll itself goes well."""
    answer = get(sandbox, f"/longops/{begin(sandbox, polls=0, error='No space left')}")
    assert (answer.status_code, answer.json()) == (200, {"val": {"error": "No space left"}})


def test_refusal_in_the_background_is_a_failure(sandbox: omiq_sandbox.Server) -> None:
    """Its words are those of the call that takes no longer."""
    sandbox.faults.set({"kind": "long_operation", "operation": "getDataset", "polls": 0})
    id_ = get(sandbox, "/datasets/1").json()["longOpId"]
    sandbox.wait_idle()
    assert get(sandbox, f"/longops/{id_}").json() == {"val": {"error": "There is no dataset 1"}}


def test_error_in_the_background_tells_nothing(
    sandbox: omiq_sandbox.Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells what went wrong."""
    from omiq_sandbox._api.calls import HANDLERS

    def fail(call: object) -> dict[str, Any]:
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(HANDLERS, "listDatasets", fail)
    answer = get(sandbox, f"/longops/{begin(sandbox, polls=0)}")
    assert "secret" not in answer.text
    assert answer.json()["val"]["error"]
    assert "listDatasets failed in the background" in caplog.text


def test_long_operation_of_another_user_is_not_found(sandbox: omiq_sandbox.Server) -> None:
    """Nor is one that never was."""
    id_ = begin(sandbox)
    other = sandbox.log_in(sandbox.users[1])
    assert get(sandbox, f"/longops/{id_}", other).status_code == 404
    assert get(sandbox, "/longops/1").status_code == 404


def test_client_follows_a_long_operation(sandbox: omiq_sandbox.Server) -> None:
    """The client polls until the answer is there."""
    sandbox.faults.set({"kind": "long_operation", "operation": "datasets.list", "polls": 1})
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        assert client.datasets.list() == []


def test_long_operation_that_a_restart_ended_has_failed(tmp_path: Path) -> None:
    """Nobody polls for ever."""
    with omiq_sandbox.run(seed="empty", data=tmp_path) as sandbox, sandbox._sandbox.store.transaction() as db:
        id_ = long_operations.begin(db, sandbox.users[0].id, 0.0)
    with omiq_sandbox.run(data=tmp_path) as sandbox:
        assert get(sandbox, f"/longops/{id_}").json() == {"val": {"error": "The server was restarted"}}
