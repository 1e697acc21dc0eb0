"""What holds for all tests, and what the tests of the client are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import settings

import omiq
from tests.support.certificates import Authority
from tests.support.clients import client_on
from tests.support.clock import FakeClock
from tests.support.server import Server, Step
from tests.support.tokens import TOKEN

# A slow machine is no failure. On CI hypothesis itself loads its profile "ci": the same examples each time.
settings.register_profile("default", deadline=None)

READ_BY_THE_CLIENT = ("OMIQ_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Serve(Protocol):
    """Starts a server that follows a script; see `tests.support.server`."""

    def __call__(self, *script: Step, **options: Any) -> Server: ...


class Connect(Protocol):
    """Makes a client of a server (or of a URL); its options are those of `omiq.Client`."""

    def __call__(self, server: Server | str, **options: Any) -> omiq.Client: ...


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that clients trust unless a test says otherwise."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def _own_environment(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is set up on this machine, and what other tests write, away from each test."""
    for name in os.environ:
        if name.startswith(READ_BY_THE_CLIENT) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--check-answers", action="store_true", help="compare all answers with the catalog, and verify it")


@pytest.fixture(autouse=True)
def _checked_answers(
    _own_environment: None, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """With `--check-answers`, let clients compare all answers with the catalog, and verify what they find.

    The tests of drift are left out, which make findings of their own, and those marked `unchecked`.
    """
    is_left_out = "drift" in request.node.nodeid or request.node.get_closest_marker("unchecked")
    if is_left_out or not request.config.getoption("--check-answers"):
        yield
        return
    from tests.support.checked_answers import answers_checked

    with answers_checked(monkeypatch, tmp_path, scripted="serve" in request.fixturenames):
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def serve(clock: FakeClock) -> Iterator[Serve]:
    """Start servers that are closed after the test; a refused port opens again when `clock` has paused."""
    with ExitStack() as servers:

        def start(*script: Step, **options: Any) -> Server:
            server = servers.enter_context(closing(Server(*script, **options)))
            clock.after_pause.append(server.reopen)
            return server

        yield start


@pytest.fixture
def server(serve: Serve) -> Server:
    """A server whose script the test writes with `server.script(...)`."""
    return serve()


@pytest.fixture(params=["sync", "asyncio", "trio"])
def driver(request: pytest.FixtureRequest) -> Iterator[BlockingPortal | None]:
    """None for Client, or the event loop that an AsyncClient runs in.

    `@pytest.mark.parametrize("driver", ["sync"], indirect=True)` narrows it down.
    """
    if request.param == "sync":
        yield None
        return
    with start_blocking_portal(request.param) as portal:
        yield portal


@pytest.fixture
def connect(driver: BlockingPortal | None, clock: FakeClock, serve: Serve) -> Iterator[Connect]:
    """Make clients of either kind, with a token and on `clock` unless told otherwise, closed after the test."""
    with ExitStack() as clients:

        def make(server: Server | str, **options: Any) -> omiq.Client:
            signed_in = {"token", "secret_file", "email"} & options.keys()
            options = {"clock": clock} | ({} if signed_in else {"token": TOKEN}) | options
            url = server if isinstance(server, str) else server.url
            return clients.enter_context(closing(client_on(driver, url, **options)))

        yield make


@pytest.fixture
def client(connect: Connect, server: Server) -> omiq.Client:
    """A client of `server`."""
    return connect(server)
