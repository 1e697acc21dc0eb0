"""Fixtures for the tests of programs that use the client: pytest finds them wherever `omiq-client` is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from . import Server

_MARKER = "omiq_sandbox"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", f"{_MARKER}(**options): options of the sandbox that this test is given, as of `omiq_sandbox.run`"
    )


@pytest.fixture
def omiq_sandbox(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a fresh sandbox that serves for this test; its options are those of the mark `omiq_sandbox(…)`."""
    import omiq_sandbox

    marker = request.node.get_closest_marker(_MARKER)
    try:
        server = omiq_sandbox.run(**(marker.kwargs if marker else {}))
    except (ImportError, TypeError) as wrong:
        pytest.fail(str(wrong), pytrace=False)
    with server:
        yield server


@pytest.fixture
def omiq_sandbox_env(omiq_sandbox: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return a fresh sandbox, and let `omiq.Client()` without arguments use it, as its service account."""
    monkeypatch.delenv("OMIQ_TOKEN", raising=False)
    monkeypatch.setenv("OMIQ_SERVER", omiq_sandbox.url)
    monkeypatch.setenv("OMIQ_SECRET_FILE", str(omiq_sandbox.secret_file))
    return omiq_sandbox
