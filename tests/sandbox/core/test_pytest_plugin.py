"""The fixtures for the tests of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import omiq
import omiq_sandbox as package

THEIR_TEST = """
def test_it(omiq_sandbox):
    pass
"""


def test_each_test_has_a_fresh_sandbox(omiq_sandbox: package.Server) -> None:
    """It is seeded as a demo."""
    with omiq.Client(omiq_sandbox.url, token=omiq_sandbox.token) as client:
        assert len(client.datasets.list()) == 1


@pytest.mark.omiq_sandbox(seed="empty", token_lifetime=60)
def test_mark_gives_options(omiq_sandbox: package.Server) -> None:
    """They are those of `omiq_sandbox.run`."""
    with omiq.Client(omiq_sandbox.url, token=omiq_sandbox.token) as client:
        assert client.datasets.list() == []
    assert omiq_sandbox.options.token_lifetime == 60


@pytest.mark.omiq_sandbox(seed="empty")
def test_environment_is_set(omiq_sandbox_env: package.Server) -> None:
    """A client without arguments is the service account's."""
    with omiq.Client() as client:
        assert client.users.me().name == omiq_sandbox_env.users[-1].name


def test_missing_extra_fails_with_the_way_to_install_it(tmp_path: Path) -> None:
    """Tests that do not use the fixtures are not in the way of those who have no sandbox."""
    (tmp_path / "test_theirs.py").write_text(THEIR_TEST + "\n\ndef test_other():\n    pass\n")
    block = "import sys; sys.modules['uvicorn'] = None; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    command = [sys.executable, "-c", block, "-p", "no:cacheprovider", "-p", "no:xdist", "-q", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert "1 passed, 1 error" in ended.stdout
    assert "pip install 'omiq-client[sandbox]'" in ended.stdout
