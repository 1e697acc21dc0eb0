"""The sandbox as a server: two origins on loopback, and what a program wants to know of them."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from types import TracebackType

import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp

from ._api.app import api_app
from ._api.operations._computed_tasks import take_up
from ._clock import Clock
from ._faults import Faults
from ._front import Front
from ._http_protocol import HttpProtocol
from ._log import Request
from ._options import Options
from ._sandbox import CannotStart, Sandbox
from ._seed import Account, secret_file, seed
from ._storage.app import Storage
from ._uploads import Uploads

_HOST = "127.0.0.1"
_GRACE = 0.1  # seconds
_PATIENCE = 5  # seconds, for handlers in worker threads


class Server:
    """A sandbox that serves from `start` to `stop`, or within a `with` block, in a thread of its own.

    Attributes:
        url: Where the API is, as `omiq.Client(server=…)` takes it.
        gui_url: Where the pages are: `/profile?token=true`, `/docs`.
        storage_url: The other origin, where signed URLs lead.
        users: The accounts, with the passwords that the pages take; the first is the one that examples sign in as.
        token: A token of the first account.
        secret_file: The secret key file of the service account, mode 0600.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._running = ExitStack()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve until `stop`. Raise CannotStart where a port, the folder or the faults file cannot be used."""
        with ExitStack() as resources:
            sandbox = Sandbox(self.options)
            resources.callback(sandbox.close)
            api = _listen(self.options.port, resources)
            storage = _listen(self.options.storage_port, resources)
            self.storage_url = sandbox.storage_url = _url(storage)
            self.gui_url = _url(api)
            self.url = sandbox.api_url = f"{self.gui_url}/api"
            uploads = Uploads(sandbox)
            uploads.recover()
            origins = {
                _origin(Front(api_app(sandbox), sandbox, "api")): api,
                _origin(Front(Storage(sandbox, uploads), sandbox, "storage")): storage,
            }
            self.users = seed(sandbox)
            take_up(sandbox)
            self.secret_file = secret_file(sandbox)
            self._sandbox = sandbox
            self.token = self.log_in(self.users[0])
            portal = resources.enter_context(start_blocking_portal("asyncio"))
            resources.callback(_stop, _serve(portal, origins))
            resources.callback(uploads.close)
            self._running = resources.pop_all()

    def stop(self) -> None:
        """End what is under way, and let go of ports, threads and files. Without `data`, all is gone then."""
        self._running.close()

    @property
    def clock(self) -> Clock:
        """The sandbox's time: `clock.advance(seconds)` lets tokens and signed URLs expire without a wait."""
        return self._sandbox.clock

    @property
    def faults(self) -> Faults:
        """What fails on demand: `faults.add({"kind": "latency", "seconds": 2})`."""
        return self._sandbox.faults

    @property
    def requests(self) -> list[Request]:
        """The requests of both origins, in the order in which they came."""
        return self._sandbox.log.requests()

    def log_in(self, account: Account) -> str:
        """Return a new token of an account; with `one_login` the older ones end."""
        with self._sandbox.store.transaction() as db:
            return self._sandbox.tokens.issue(db, account.id, self._sandbox.clock.now())

    def wait_idle(self, timeout: float = 30.0) -> None:
        """Wait until all files are processed and all long operations have ended. Raise TimeoutError."""
        if not self._sandbox.jobs.wait_idle(timeout):
            raise TimeoutError(f"The sandbox still works after {timeout:g} s")


class _Origin(uvicorn.Server):
    """One of the two servers."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give the answers that are under way a moment, and then hang up on everybody."""
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.connections:
            await asyncio.sleep(_GRACE)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


def _origin(app: ASGIApp) -> _Origin:
    return _Origin(
        uvicorn.Config(
            app,
            http=HttpProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        )
    )


def _serve(portal: BlockingPortal, origins: Mapping[_Origin, socket.socket]) -> dict[_Origin, Future[None]]:
    return {origin: portal.start_task_soon(origin.serve, [listening]) for origin, listening in origins.items()}


def _stop(served: Mapping[_Origin, Future[None]]) -> None:
    for origin in served:
        origin.should_exit = True
    for future in served.values():
        future.result()


def _listen(port: int, resources: ExitStack) -> socket.socket:
    try:
        return resources.enter_context(socket.create_server((_HOST, port)))
    except OSError as wrong:
        raise CannotStart(f"Port {port} cannot be used: {os.strerror(wrong.errno or 0)}") from wrong
    except OverflowError as wrong:
        raise CannotStart(f"Port {port} cannot be used: it is none") from wrong


def _url(listening: socket.socket) -> str:
    return f"http://{_HOST}:{listening.getsockname()[1]}"
