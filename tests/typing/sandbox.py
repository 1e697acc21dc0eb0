"""What a user of the sandbox writes, for mypy and pyright alone: nothing here runs. See api.py."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import omiq
import omiq_sandbox
from omiq_sandbox import CannotStart, Options, Server


def running() -> None:
    with omiq_sandbox.run(seed="empty", data="folder", token_lifetime=60, one_login=True) as server:
        assert_type(server, Server)
    with Server(Options(data=Path("folder"), faults=Path("faults.json"), port=8080)) as server:
        assert_type(server.token, str)
    Server().start()

    omiq_sandbox.run("empty")  # type: ignore[call-arg]
    omiq_sandbox.run(seed="full")  # type: ignore[arg-type]
    omiq_sandbox.run(data=1)  # type: ignore[arg-type]
    Options(sed="empty")  # type: ignore[call-arg]
    Options(port="8080")  # type: ignore[arg-type]


def refused() -> str:
    try:
        omiq_sandbox.run().start()
    except CannotStart as wrong:
        return str(wrong)
    return ""


def asking(server: Server) -> None:
    assert_type(server.url, str)
    assert_type(server.gui_url, str)
    assert_type(server.storage_url, str)
    assert_type(server.secret_file, Path)
    assert_type(server.users[0].password, str | None)
    assert_type(server.log_in(server.users[1]), str)
    assert_type(server.requests[0].operation, str | None)
    assert_type(server.clock.now(), float)
    omiq.Client(server.url, secret_file=server.secret_file)
    server.faults.add({"kind": "latency", "seconds": 1})
    server.clock.advance(60)
    server.wait_idle(timeout=5)

    server.log_in("ada@lab.example")  # type: ignore[arg-type]
    server.wait_idle("5")  # type: ignore[arg-type]
    _ = server.request  # type: ignore[attr-defined]
