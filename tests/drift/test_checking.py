"""A client whose answers are compared with the catalog."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import omiq
from omiq._drift import background, checking, comparing
from omiq._drift.background import Background
from omiq._drift.findings import Finding, Store
from tests.conftest import Connect, Serve
from tests.support.server import Reply, Server
from tests.support.tokens import jwt

pytestmark = pytest.mark.usefixtures("every_answer")

EXTRA = Reply({"datasets": [{"id": 1, "colour": "red"}]})
FOUND = Finding("listDatasets", "$.datasets[*].colour", "new member", "string")


def recorded() -> list[Finding]:
    """Return what clients have recorded."""
    return [each.finding for each in Store.at().read()]


def test_answers_are_compared_and_what_differs_is_recorded(connect: Connect, serve: Serve) -> None:
    """What was found is in the store when the client is closed."""
    with connect(serve(EXTRA), check="record") as client:
        client.datasets.list()
    assert recorded() == [FOUND]


def test_differences_are_counted_by_answers(connect: Connect, serve: Serve) -> None:
    """However many items of an answer differ in one way, the finding was seen once."""
    twice = Reply({"datasets": [{"id": 1, "colour": "red"}, {"id": 2, "colour": "blue"}]})
    with connect(serve(twice, twice), check="record") as client:
        client.datasets.list()
        client.datasets.list()
    assert [each.count for each in Store.at().read()] == [2]


def test_nothing_is_compared_unless_asked_for(connect: Connect, serve: Serve) -> None:
    """A client is quiet by default, and `off` says so against the environment."""
    with connect(serve(EXTRA)) as client:
        client.datasets.list()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMIQ_CHECK", "record")
        with connect(serve(EXTRA), check="off") as client:
            client.datasets.list()
    assert recorded() == []


def test_environment_asks_where_the_argument_does_not(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs that nobody wants to change are checked too."""
    monkeypatch.setenv("OMIQ_CHECK", "record")
    with connect(serve(EXTRA)) as client:
        client.datasets.list()
    assert recorded() == [FOUND]


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_other_words_are_refused_with_those_that_are_known(
    connect: Connect, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip of the pen does not go by unnoticed, wherever it was made."""
    wrong: Any = "always"
    with pytest.raises(omiq.ConfigurationError, match="check is one of off, record, warn, not 'always'"):
        connect(server, check=wrong)
    monkeypatch.setenv("OMIQ_CHECK", "yes")
    with pytest.raises(omiq.ConfigurationError, match="OMIQ_CHECK is one of off, record, warn"):
        connect(server)


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What is logged of drift, as in a process that has not warned of anything yet."""
    monkeypatch.setattr(checking, "_warned", set())
    caplog.set_level(logging.WARNING, "omiq.drift")
    return caplog


def test_warnings_come_once_and_are_kept_nowhere(
    connect: Connect, serve: Serve, warnings: pytest.LogCaptureFixture
) -> None:
    """A program that calls all day does not fill its log with one difference."""
    with connect(serve(EXTRA, EXTRA), check="warn") as client:
        client.datasets.list()
        client.datasets.list()
    assert warnings.messages == [f"an answer differs from the catalog: {FOUND}"]
    assert recorded() == []


def test_raw_calls_count_as_the_operation_that_they_are_of(connect: Connect, serve: Serve) -> None:
    """Who writes the path by hand finds the same."""
    with connect(serve(EXTRA), check="record") as client:
        client.raw.get("/datasets?limit=5")
    assert recorded() == [FOUND]


def test_raw_calls_that_could_be_of_two_operations_count_as_none(connect: Connect, serve: Serve) -> None:
    """Creating and saving a workflow are one request; neither is blamed for the answer of the other."""
    with connect(serve(Reply({"workflow": None})), check="record") as client:
        client.raw.post("/workflows", json={})
    assert recorded() == []


def test_calls_of_what_the_catalog_lacks_are_not_compared(connect: Connect, serve: Serve) -> None:
    """There is nothing to compare them with."""
    with connect(serve(Reply({"projects": []})), check="record") as client:
        client.raw.get("/projects")
    assert recorded() == []


def test_long_operation_is_compared_by_what_it_ended_with(connect: Connect, serve: Serve) -> None:
    """How an answer came is no difference."""
    script = Reply({"longOpId": 7}), Reply({}), Reply({"val": {"datasets": [{"id": 1, "colour": "red"}]}})
    with connect(serve(*script), check="record") as client:
        client.datasets.list()
    assert recorded() == [FOUND]


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        (Reply({"datasets": []}, 201), "201"),
        (Reply({"somethingElse": 1}, 202), "202"),
        (Reply(status=204, content=b""), "204"),
        (Reply(status=302, headers={"Location": "/login"}, content=b""), "302"),
    ],
)
def test_other_statuses_are_found(connect: Connect, serve: Serve, reply: Reply, detail: str) -> None:
    """A success that is not 200, and a redirect, are told by their status alone."""
    with connect(serve(reply), check="record") as client, suppress(omiq.CallError):
        client.datasets.list()
    assert recorded() == [Finding("listDatasets", "$", "status", detail)]


@pytest.mark.parametrize("status", [400, 404, 409, 500])
def test_errors_are_no_differences(connect: Connect, serve: Serve, status: int) -> None:
    """The catalog says that any operation may fail."""
    client = connect(serve(Reply({"error": "no"}, status)), check="record", retries=0)
    with client, pytest.raises(omiq.CallError):
        client.datasets.list()
    assert recorded() == []


def test_page_in_place_of_an_answer_is_no_difference(connect: Connect, serve: Serve) -> None:
    """What a gateway says in the server's place tells nothing of the API."""
    page = Reply(content=b"<html>", headers={"Content-Type": "text/html"})
    with connect(serve(page, page), check="record") as client:
        with pytest.raises(omiq.UnexpectedAnswer):
            client.datasets.list()
        client.raw.get("/datasets")
    assert recorded() == []


def test_no_value_and_no_name_of_anybody_is_recorded(connect: Connect, serve: Serve) -> None:
    """Findings can be sent to anyone: what a user or a server put into an answer is not in them."""
    secret = "S3ntinel"
    item = {"id": secret, "displayName": {secret: secret}, secret: secret, "metadata": {secret: secret}}
    with connect(serve(Reply({"datasets": [item], secret: [secret]})), check="record") as client:
        client.datasets.list()
    assert len(recorded()) == 5
    assert secret not in Store.at().path.read_text()


def test_answer_that_waits_does_not_show_itself() -> None:
    """A debugger, or a report of a crash, prints what is held; answers hold tokens and signed URLs."""
    assert repr(checking.Heard("login", "POST", "/auth/login", 200, b"S3ntinel", False)) == "<Heard 200, 8 bytes>"


def test_sample_is_taken_where_there_is_no_time_for_all(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answers of each operation are compared at any rate, whichever clients they are of."""
    monkeypatch.setattr(checking, "background", Background(share=1e-9))
    server = serve(otherwise=lambda seen: Reply({seen.path[5:]: [{"id": 1, "colour": "red"}]}))
    for _ in range(5):
        with connect(server, check="record") as client:
            client.datasets.list()
            client.groups.list()
        with connect(server, check="record") as client:
            client.raw.get("/datasets")
    assert {each.finding.operation: each.count for each in Store.at().read()} == {"listDatasets": 3, "listGroups": 3}


def test_answers_too_large_are_left_alone(connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's program stands still because a hundred megabytes are compared."""
    monkeypatch.setattr(checking, "_LARGEST", 30)
    with connect(serve(EXTRA), check="record") as client:
        client.datasets.list()
    assert recorded() == []


def test_clients_with_other_options_are_checked_too(connect: Connect, serve: Serve) -> None:
    """They share what hears the answers, as they share the connections."""
    with connect(serve(EXTRA), check="record") as client:
        client.with_options(timeout=5).datasets.list()
    assert recorded() == [FOUND]


def test_version_of_the_server_is_told_where_its_configuration_says_it(connect: Connect, serve: Serve) -> None:
    """A difference can be dated by it."""
    config = Reply({"config": {"version": "7.12.1"}})
    with connect(serve(config, EXTRA), check="record") as client:
        client.call("getConfig")
        client.datasets.list()
    assert [each.servers for each in Store.at().read()] == [("7.12.1",)]


@pytest.mark.parametrize("version", ["of Alice", 7, None, "1." * 40, ["7.1"]])
def test_what_is_no_version_is_not_told(connect: Connect, serve: Serve, version: object) -> None:
    """A member of that name may hold anything."""
    with connect(serve(Reply({"config": {"version": version}}), EXTRA), check="record") as client:
        client.call("getConfig")
        client.datasets.list()
    assert [each.servers for each in Store.at().read()] == [()]


def test_mistake_in_comparing_disturbs_no_call(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told once, for debugging, without what was answered."""

    class ReadWrongly(Exception):
        pass

    def fails(*_: object) -> None:
        raise ReadWrongly("a value")

    monkeypatch.setattr(comparing.Comparer, "findings", fails)
    background._log_once.cache_clear()
    caplog.set_level(logging.DEBUG, "omiq.drift")
    with connect(serve(EXTRA, EXTRA), check="record") as client:
        assert client.datasets.list()
        assert client.datasets.list()
    told = [record.getMessage() for record in caplog.records if record.name == "omiq.drift"]
    assert told == ["an answer could not be compared with the catalog: ReadWrongly"]


def test_store_that_cannot_be_written_is_told_and_disturbs_no_call(
    connect: Connect, serve: Serve, tmp_path: Path, warnings: pytest.LogCaptureFixture
) -> None:
    """A full or forbidden disk costs the record alone."""
    (tmp_path / "state").write_text("")
    with connect(serve(EXTRA), check="record") as client:
        assert client.datasets.list()
    assert "what differs from the catalog is not recorded" in warnings.text


PROGRAM = """
import os, sys, omiq
client = omiq.Client(sys.argv[1], token=sys.argv[2], check="record")
client.datasets.list()
"""
FORKED = """
(checker,) = client._session.observers
while not checker._seen:  # it is compared, and not kept yet
    pass
if os.fork() == 0:
    client.datasets.list()
    client.close()
    os._exit(0)
assert os.wait()[1] == 0
"""


def run(program: str, server: Server) -> None:
    subprocess.run([sys.executable, "-c", program, server.url, jwt(time.time() + 3600)], check=True, timeout=60)


def test_program_that_ends_without_closing_keeps_what_was_found(server: Server) -> None:
    """Scripts rarely close their client."""
    server.script(EXTRA)
    run(PROGRAM, server)
    assert recorded() == [FOUND]


def test_program_ends_though_the_store_is_in_use(server: Server) -> None:
    """Nobody waits for a report at the end of a program."""
    server.script(EXTRA)
    Store.at().add([])
    with FileLock(Store.at().path.with_suffix(".lock")):
        run(PROGRAM, server)
    assert recorded() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_forked_process_compares_its_own_answers(server: Server) -> None:
    """Each process keeps what it has found itself, once."""
    server.script(EXTRA, EXTRA)
    run(PROGRAM + FORKED, server)
    assert [each.count for each in Store.at().read()] == [2]


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_many_threads_share_one_that_compares(connect: Connect, serve: Serve) -> None:
    """However many clients and threads call, one thread of the process compares."""
    others = [*threading.enumerate()]
    server = serve(otherwise=lambda _: EXTRA)
    clients = [connect(server, check="record") for _ in range(3)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: clients[number % 3].datasets.list(), range(30)))
    for client in clients:
        client.close()
    assert [thread.name for thread in threading.enumerate() if thread not in others].count("omiq.drift") <= 1
    assert recorded() == [FOUND]
