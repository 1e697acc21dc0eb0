"""Clients that go away before they are done do no harm."""

from __future__ import annotations

import logging
import socket
import time

import pytest

import omiq_sandbox

HALF = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"


@pytest.mark.parametrize("resets", [True, False], ids=["client ends", "server ends"])
def test_end_in_the_middle_of_a_request_is_no_error(caplog: pytest.LogCaptureFixture, resets: bool) -> None:
    """Whoever ends it, the log of errors stays empty, and others are served."""
    with omiq_sandbox.run(seed="empty") as server:
        port = int(server.gui_url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.sendall(HALF)
            assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # the body is being read
            connection.sendall(b"{")
            if not resets:
                server.stop()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_cut_of_a_connection_that_the_client_left_is_no_error(
    sandbox: omiq_sandbox.Server, caplog: pytest.LogCaptureFixture
) -> None:
    """A reset that comes too late has nothing to reset."""
    sandbox.faults.set(
        {"kind": "latency", "seconds": 3600, "operation": "login"},
        {"kind": "cut", "where": "before", "reset": True, "operation": "login"},
    )
    port = int(sandbox.gui_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(HALF)
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b'{"a": "b"}')
        deadline = time.monotonic() + 30
        while not sandbox.faults.report()[1]["struck"]:
            assert time.monotonic() < deadline
    sandbox.stop()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
