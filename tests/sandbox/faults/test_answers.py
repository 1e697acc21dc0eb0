"""Faults of the answer, as they look on the wire and to a user of the client."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import CELLS, get, put, register, upload
from tests.support.wire import exchange


@pytest.mark.parametrize("status", [429, 500, 503, 520])
def test_status_before_the_work(sandbox: omiq_sandbox.Server, client: omiq.Client, status: int) -> None:
    """The error comes at once, with Retry-After where it is asked for, and nothing was done."""
    sandbox.faults.set({"kind": "status", "status": status, "retry_after": 7, "operation": "createDataset"})
    with pytest.raises(omiq.CallError) as error:
        client.datasets.create(display_name="Panel 2")
    assert error.value.status == status
    assert client.datasets.list() == []


def test_retry_after_is_seconds_or_a_date(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """Both forms that HTTP knows."""
    fault = {"kind": "status", "status": 503, "retry_after": 60, "words": "Overloaded"}
    sandbox.faults.set(fault)
    answer = httpx.get(url, headers=headers)
    assert (answer.status_code, answer.text, answer.headers["retry-after"]) == (503, "Overloaded", "60")
    sandbox.faults.set({**fault, "retry_after_form": "date"})
    date = parsedate_to_datetime(httpx.get(url, headers=headers).headers["retry-after"])
    assert timedelta(seconds=30) < date - datetime.now(UTC) <= timedelta(seconds=60)


def test_status_after_the_work(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """The gateway fails, but the dataset is there: the client repeats nothing, and says that the outcome is unknown."""
    sandbox.faults.set({"kind": "status", "status": 502, "when": "after", "operation": "createDataset"})
    with pytest.raises(omiq.OutcomeUnknown):
        client.datasets.create(display_name="Panel 2")
    assert [dataset.display_name for dataset in client.datasets.list()] == ["Panel 2"]


def test_token_expires_half_way(sandbox: omiq_sandbox.Server) -> None:
    """A job that signs in with a secret key logs in anew and goes on; the work is done once."""
    sandbox.faults.set({"kind": "token_expired", "operation": "createDataset", "skip": 1, "count": 1})
    with omiq.Client(sandbox.url, secret_file=sandbox.secret_file) as client:
        made = [client.datasets.create(display_name=f"Panel {number}").id for number in range(3)]
        assert sorted(dataset.id for dataset in client.datasets.list()) == sorted(made)
    assert [request.status for request in sandbox.requests if request.operation == "createDataset"] == [
        200,
        401,
        200,
        200,
    ]


def test_superseded_login(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """The server's words for a login that another one replaced."""
    sandbox.faults.set({"kind": "superseded"})
    with pytest.raises(omiq.LoginSuperseded, match="There is a more recent login"):
        client.datasets.list()


def test_html_in_place_of_json(
    sandbox: omiq_sandbox.Server, client: omiq.Client, url: str, headers: dict[str, str]
) -> None:
    """A page comes with 200, before or after the work."""
    sandbox.faults.set({"kind": "html", "operation": "getDataset"})
    assert httpx.get(url, headers=headers).headers["content-type"] == "text/html; charset=utf-8"
    sandbox.faults.set({"kind": "html", "operation": "createDataset", "when": "after"})
    with pytest.raises(omiq.CallError):
        client.datasets.create(display_name="Panel 2")
    assert "Panel 2" in [dataset.display_name for dataset in client.datasets.list()]


def answer(url: str, headers: dict[str, str]) -> Any:
    seen = exchange(url, headers=headers)
    assert seen.status == 200
    assert int(seen.headers["content-length"]) == len(seen.body)
    return json.loads(seen.body)


@pytest.mark.parametrize(
    ("fault", "path", "before", "after"),
    [
        ({"kind": "unknown_value", "member": "files.*.status"}, "status", "UNSET", "UNHEARD_OF"),
        ({"kind": "unknown_value", "member": "files.1.status", "value": "NEW"}, "status", "UNSET", "NEW"),
        ({"kind": "missing_member", "member": "files.*.status"}, "status", "UNSET", "(none)"),
        ({"kind": "null_object", "member": "files.*.features"}, "features", [], None),
    ],
)
def test_members_are_not_as_the_contract_says(
    sandbox: omiq_sandbox.Server,
    client: omiq.Client,
    dataset_id: int,
    url: str,
    headers: dict[str, str],
    fault: dict[str, Any],
    path: str,
    before: object,
    after: object,
) -> None:
    """A member is replaced, left out or null in the answer; nothing else is changed, and nothing in the state."""
    register(client, dataset_id, "a.fcs", "b.fcs")
    whole = answer(f"{url}/files", headers)
    sandbox.faults.set({**fault, "operation": "listFiles"})
    changed = answer(f"{url}/files", headers)
    assert changed["files"][1].get(path, "(none)") == after
    assert changed["files"][0].get(path, "(none)") == (before if ".1." in fault["member"] else after)
    for files in (whole, changed):
        for file in files["files"]:
            file.pop(path, None)
    assert changed == whole
    sandbox.faults.clear()
    assert answer(f"{url}/files", headers)["files"][1][path] == before


def test_null_in_place_of_an_object(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """The client says that the answer is not what it should be."""
    sandbox.faults.set({"kind": "null_object", "member": "dataset"})
    with pytest.raises(omiq.UnexpectedAnswer):
        client.datasets.get(dataset_id)


def test_member_that_is_not_there_stays_away(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """A path that leads nowhere changes nothing, and an error stays the error it is."""
    whole = answer(url, headers)
    sandbox.faults.set(
        {"kind": "unknown_value", "member": "dataset.colour"},
        {"kind": "null_object", "member": "dataset.id.x"},
        {"kind": "missing_member", "member": "files.*"},
    )
    assert answer(url, headers) == whole
    assert httpx.get(f"{url}0", headers=headers).status_code == 404


def test_signed_urls_expire_early(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """A URL is handed out that has expired; the next one holds."""
    sandbox.faults.set({"kind": "url_expired", "operation": "registerFiles", "count": 1})
    for status in (403, 200):
        (url,) = register(client, dataset_id, "cells.fcs").signed_urls
        assert put(url, CELLS).status_code == status
    file_id = upload(client, dataset_id, CELLS)
    sandbox.faults.set({"kind": "url_expired", "operation": "files.download_url", "count": 1})
    assert get(client.files.download_url(dataset_id, file_id)).status_code == 403
    assert get(client.files.download_url(dataset_id, file_id)).content == CELLS


def test_range_is_not_heeded(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """The whole comes with 200 to who asked for a part."""
    url = client.files.download_url(dataset_id, upload(client, dataset_id, CELLS))
    asked = {"Range": "bytes=1-2"}
    assert httpx.get(url, headers=asked).status_code == 206
    sandbox.faults.set({"kind": "ignore_range", "count": 1})
    whole = httpx.get(url, headers=asked)
    assert (whole.status_code, whole.content) == (200, CELLS)


def test_processing_fails(sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int) -> None:
    """A good file ends FAILED, with the reason."""
    sandbox.faults.set({"kind": "processing_failed", "reason": "Out of memory"})
    file_id = upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert (file.status, file.raw["statusReason"]) == ("FAILED", "Out of memory")


def test_several_faults_add_up(sandbox: omiq_sandbox.Server, url: str, headers: dict[str, str]) -> None:
    """The first is the outermost: the answer that the second one makes is cut by it."""
    sandbox.faults.set({"kind": "cut", "where": "middle"}, {"kind": "status", "status": 503, "words": "Overloaded"})
    seen = exchange(url, headers=headers)
    assert (seen.status, seen.body, seen.end) == (503, b"Overl", "orderly")


def test_answer_comes_by_a_long_operation(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """After so many polls without an answer the client has what it asked for; the work is done once."""
    sandbox.faults.set({"kind": "long_operation", "operation": "createDataset", "polls": 1})
    made = client.datasets.create(display_name="Panel 2")
    assert [dataset.id for dataset in client.datasets.list()] == [made.id]
    polls = [request for request in sandbox.requests if request.operation == "getLongOperation"]
    assert len(polls) >= 2


def test_long_operation_fails(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """Its text is what the user is told, and nothing was done."""
    sandbox.faults.set({"kind": "long_operation", "operation": "createDataset", "polls": 0, "error": "Out of memory"})
    with pytest.raises(omiq.LongOperationFailed, match="Out of memory"):
        client.datasets.create(display_name="Panel 2")
    assert client.datasets.list() == []


def test_failed_poll_is_repeated_alone(sandbox: omiq_sandbox.Server) -> None:
    """A poll fails once: the client polls again, and never sends the request anew."""
    sandbox.faults.set(
        {"kind": "long_operation", "operation": "createDataset", "polls": 0}, {"kind": "failed_poll", "count": 1}
    )
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        client.datasets.create(display_name="Panel 2")
    polls = [request.status for request in sandbox.requests if request.operation == "getLongOperation"]
    assert (polls[0], polls[-1]) == (502, 200)
    assert [request.operation for request in sandbox.requests].count("createDataset") == 1
