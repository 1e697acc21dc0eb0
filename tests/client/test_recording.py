"""Recording calls in a file: what stands in it, who may read it, and what happens where it cannot be written."""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import omiq
import omiq_sandbox
from omiq import BadRequest, ConfigurationError, NotFound
from omiq._catalog.document import built_in
from omiq._learning.draft import learn
from omiq._learning.recordings import read
from tests.conftest import Connect, Serve
from tests.support.account import CREDENTIALS, Account
from tests.support.clock import FakeClock
from tests.support.sentinels import SENTINELS, found_in
from tests.support.server import Reply, Server
from tests.support.tokens import jwt

posix = pytest.mark.skipif(os.name != "posix", reason="modes and limits of POSIX")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[omiq_sandbox.Server]:
    with omiq_sandbox.run() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "calls.jsonl"


def recorded(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_each_answered_call_is_a_line(connect: Connect, server: Server, file: Path) -> None:
    """Typed, raw, by id and with other options: each call is there with path, query, status and shapes."""
    client = connect(server, record=file)
    server.script(*[Reply({"datasets": [{"id": 7, "name": "Jane"}]})] * 5)
    client.datasets.list(limit=5)
    client.raw.get("/datasets/7/new?a=x", params={"on": True})
    client.request("POST", "/new", json={"name": "Jane"})
    client.call("listDatasets", limit=5)
    client.with_options(retries=0).raw.post("/new", content=b'{"a": 1}', headers={"content-type": "application/json"})
    answer = {"datasets": [{"id": 10**14, "name": "<text>"}]}
    listed = {"method": "GET", "path": "/datasets", "query": [["limit", "integer"]], "status": 200, "answer": answer}
    new = {"method": "POST", "path": "/new", "query": [], "status": 200, "answer": answer}
    query = [["a", "text"], ["on", "boolean"]]
    assert recorded(file) == [
        listed,
        {"method": "GET", "path": "/datasets/<id>/new", "query": query, "status": 200, "answer": answer},
        new | {"request": {"name": "<text>"}},
        listed,
        new | {"request": {"a": 0}},
    ]
    assert len(read(file).exchanges) == 5


def test_calls_that_fail_and_answers_that_are_not_json(connect: Connect, server: Server, file: Path) -> None:
    """A refusal is there with its status, a file with nothing of itself; OPTIONS is no call of an API."""
    client = connect(server, record=file)
    server.script(
        Reply({"error": "Jane"}, 404),
        Reply(content=b"\x00Jane", headers={"Content-Type": "application/fcs"}),
        Reply({}),
    )
    with pytest.raises(NotFound):
        client.raw.get("/things/7")
    client.raw.get("/things/8/file")
    client.request("OPTIONS", "/things")
    assert recorded(file) == [
        {"method": "GET", "path": "/things/<id>", "query": [], "status": 404},
        {"method": "GET", "path": "/things/<id>/file", "query": [], "status": 200},
    ]


def test_long_operations(connect: Connect, server: Server, file: Path) -> None:
    """The call that began one has its answer; one that is picked up later is of no known call."""
    client = connect(server, record=file)
    server.script(
        Reply({"longOpId": 77}), Reply({}), Reply({"val": {"name": "Jane"}}), Reply({"val": {"name": "Jane"}})
    )
    client.raw.post("/things/7/run", json={})
    client.long_operations.wait(77)
    assert recorded(file) == [
        {
            "method": "POST",
            "path": "/things/<id>/run",
            "query": [],
            "status": 200,
            "request": {},
            "answer": {"name": "<text>"},
            "longOperation": True,
        }
    ]


def test_sign_in_is_not_recorded(connect: Connect, serve: Serve, clock: FakeClock, file: Path) -> None:
    """Neither the client's own, nor one that is called by hand."""
    client = connect(serve(otherwise=Account(clock.time)), record=file, **CREDENTIALS)
    client.datasets.list()
    client.raw.post("/auth/login", json={"email": CREDENTIALS["email"], "token": CREDENTIALS["secret_key"]})
    assert [line["path"] for line in recorded(file)] == ["/datasets"]


def test_no_sentinel_is_written(sandbox: omiq_sandbox.Server, file: Path) -> None:
    """A session with sentinels of every kind as names, metadata, file names, texts, paths and queries leaves none."""
    with omiq.Client(sandbox.url, token=sandbox.token, record=file) as client:
        for sentinel in SENTINELS.values():
            dataset = client.datasets.create(display_name=sentinel)
            client.datasets.set_metadata(dataset.id, metadata={sentinel: sentinel, "name": sentinel})
            client.raw.post(
                f"/datasets/{dataset.id}/files",
                json={"datasetKey": dataset.id, "files": [
                    {"displayName": sentinel, "fileName": sentinel, "contentType": "x", "datasetId": dataset.id}
                ]},
            )  # fmt: skip
            client.users.search(query=sentinel)
            client.raw.post("/sandbox/notes", json={"title": sentinel, "text": sentinel, "labels": [sentinel]})
            with pytest.raises((NotFound, BadRequest)):
                client.raw.get(f"/things/{quote(sentinel, safe='')}", params={sentinel: sentinel, "limit": sentinel})
        client.datasets.list()
        client.raw.get("/sandbox/notes")
    assert len(recorded(file)) >= 6 * len(SENTINELS)
    assert found_in(file.read_text("utf-8")) == []
    assert found_in(repr(read(file).exchanges)) == []


def test_names_that_also_are_values_are_in_no_draft(connect: Connect, server: Server, file: Path) -> None:
    """A line tells which of its own names were values of its call; they are data, unless the catalog has them."""
    client = connect(server, record=file)
    server.script(Reply({"thing": {"id": 5, "owner": "jane", "by": "name", "name": "x", "shares": {"jane": 1}}}))
    client.raw.get("/things/jane")
    assert recorded(file)[0]["alsoValues"] == ["jane", "name"]
    draft = learn([read(file)], built_in(), "a test").as_overlay()
    assert "jane" not in draft
    assert "/things/{" in draft
    assert " name:" in draft


@posix
def test_file_is_its_owners_alone(sandbox: omiq_sandbox.Server, file: Path) -> None:
    """Whatever the umask is, others read nothing of a new file; one that was there keeps its mode and its lines."""
    before = os.umask(0)
    try:
        with omiq.Client(sandbox.url, token=sandbox.token, record=file) as client:
            client.datasets.list()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o640)
        with omiq.Client(sandbox.url, token=sandbox.token, record=file) as client:
            client.datasets.list()
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert len(recorded(file)) == 2


@posix
def test_no_file_is_made_where_a_link_leads(file: Path, tmp_path: Path) -> None:
    """A link that somebody laid there makes no file elsewhere."""
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        omiq.Client("http://127.0.0.1:9", token=jwt(None), record=file)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("name", [".", "missing/calls.jsonl"])
def test_path_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    """A folder, or a file in a folder that is not there, is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match=r"record: .* cannot be written: .*Give a file"):
        omiq.Client("http://127.0.0.1:9", token=jwt(None), record=tmp_path / name)


def test_a_line_that_was_cut_short_spoils_no_other(sandbox: omiq_sandbox.Server, file: Path) -> None:
    """What a killed process left behind ends where the next line begins."""
    file.write_bytes(b'{"method":"GET","pa')
    with omiq.Client(sandbox.url, token=sandbox.token, record=file) as client:
        client.datasets.list()
    found = read(file)
    assert (len(found.exchanges), found.unread) == (1, {"a line is broken": 1})


@posix
def test_a_call_succeeds_though_it_cannot_be_recorded(
    connect: Connect, server: Server, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the file cannot be written any more, one warning says so, and the rest is not recorded."""
    client = connect(server, record=file)
    server.script(*[Reply({"users": []})] * 3)
    client.raw.get("/users")
    kept = file.read_bytes()
    file.unlink()
    file.mkdir()
    client.raw.get("/users")
    file.rmdir()
    assert client.raw.get("/users") == {"users": []}
    assert kept
    assert not file.exists()
    warnings = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"calls are recorded no more: {file} cannot be written: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk(connect: Connect, server: Server, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A disk that is full costs the recording, not the call."""
    file.symlink_to("/dev/full")
    client = connect(server, record=file)
    server.script(Reply({"users": []}))
    assert client.raw.get("/users") == {"users": []}
    assert "No space left" in caplog.text


def test_threads_share_a_file(sandbox: omiq_sandbox.Server, file: Path) -> None:
    """Each line is whole, however many threads write."""
    with omiq.Client(sandbox.url, token=sandbox.token, record=file) as client, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: client.datasets.list(), range(80)))
    assert len(recorded(file)) == 80


def test_long_lines_of_threads_are_whole(connect: Connect, server: Server, file: Path) -> None:
    """What one thread is writing is no line that was cut short to another."""
    client = connect(server, record=file)
    server.script(*[Reply({f"a{'x' * 30}{chr(97 + n % 26)}{chr(97 + n // 26)}": n for n in range(600)})] * 80)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: client.raw.get("/things"), range(80)))
    assert len(recorded(file)) == 80


def record_some(url: str, token: str, file: Path) -> None:
    with omiq.Client(url, token=token, record=file) as client:
        for _ in range(20):
            client.datasets.list()


def test_processes_share_a_file(sandbox: omiq_sandbox.Server, file: Path) -> None:
    """Each line is whole, however many processes write."""
    context = get_context("spawn")
    processes = [context.Process(target=record_some, args=(sandbox.url, sandbox.token, file)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert len(recorded(file)) == 40
