"""The sandbox in a process of its own, near by or behind a network with a round trip."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .delaying_proxy import delaying


class Api(NamedTuple):
    """Where the API is, and a token for it."""

    url: str
    token: str


@contextmanager
def sandboxed(*faults: Mapping[str, Any], round_trip: float = 0.0) -> Iterator[Api]:
    """Serve an empty sandbox with these faults, API and storage so many seconds away, until the block is left."""
    with ExitStack() as resources:
        listeners = [resources.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        api, storage = (listener.getsockname()[1] for listener in listeners)
        ours, theirs = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=_serve, args=(theirs, faults, storage if round_trip else None))
        process.start()
        resources.callback(process.join)
        resources.callback(ours.send, None)
        ports, url, token = ours.recv()
        if round_trip:
            resources.enter_context(delaying(dict(zip(listeners, ports, strict=True)), round_trip))
            url = f"http://127.0.0.1:{api}/api"
        yield Api(url, token)


def _serve(pipe: Connection, faults: tuple[Mapping[str, Any], ...], storage_port: int | None) -> None:
    import omiq_sandbox

    with omiq_sandbox.run(seed="empty") as server:
        server.faults.set(*faults)
        ports = [urlsplit(url).port for url in (server.url, server.storage_url)]
        if storage_port is not None:
            server._sandbox.storage_url = f"http://127.0.0.1:{storage_port}"  # where signed URLs lead
        pipe.send((ports, server.url, server.token))
        pipe.recv()
