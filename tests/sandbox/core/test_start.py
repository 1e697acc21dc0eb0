"""A start that does not get far: without the extra, with a wrong option, interrupted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT_EXTRA = "import sys; sys.modules['uvicorn'] = None; "
INTERRUPTED = """
import signal, sys
from importlib.abc import MetaPathFinder
from omiq_sandbox.__main__ import main

class Interrupt(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "uvicorn":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
sys.exit(main(["serve", "--seed", "empty"]))
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("use", ["omiq_sandbox.run()", "omiq_sandbox.Server", "omiq_sandbox.CannotStart"])
def test_missing_extra_is_told_with_the_way_to_install_it(use: str) -> None:
    """What needs the extra raises ImportError; importing the package does not."""
    ended = run("-c", f"{WITHOUT_EXTRA}import omiq_sandbox; print('imported'); {use}")
    assert ended.stdout == "imported\n"
    assert ended.stderr.splitlines()[-1].startswith(
        "ImportError: The sandbox needs `pip install 'omiq-client[sandbox]'`"
    )


def test_ctrl_c_while_the_command_still_loads_ends_it_quietly() -> None:
    """No traceback, and no failure."""
    ended = run("-c", INTERRUPTED)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_mark_with_an_unknown_option_fails_in_one_line(tmp_path: Path) -> None:
    """The words name the option, without the sandbox's own code."""
    test = "import pytest\n\n@pytest.mark.omiq_sandbox(sed='empty')\ndef test_it(omiq_sandbox):\n    pass\n"
    (tmp_path / "test_theirs.py").write_text(test)
    ended = run(
        "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "--rootdir", str(tmp_path), str(tmp_path)
    )
    assert "unexpected keyword argument 'sed'" in ended.stdout
    assert "pytest_plugin.py" not in ended.stdout
