"""Answers on a connection that stays open."""

from __future__ import annotations

import asyncio
import socket

import httpx
import pytest

import omiq_sandbox
from omiq_sandbox._http_protocol import HttpProtocol


def test_answer_does_not_wait_for_an_acknowledgement(
    sandbox: omiq_sandbox.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each connection has TCP_NODELAY: a body held back until the client acknowledges the header takes 40 ms."""
    made = HttpProtocol.connection_made
    seen: list[int] = []

    def made_and_seen(protocol: HttpProtocol, transport: asyncio.Transport) -> None:
        made(protocol, transport)
        seen.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(HttpProtocol, "connection_made", made_and_seen)
    httpx.get(sandbox.url)
    assert [bool(option) for option in seen] == [True]
