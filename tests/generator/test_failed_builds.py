"""Where `build` fails or is interrupted, everything stays as it was."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from omiq_generator import tools as module
from omiq_generator.tools import TOOLS

from .places import ROOT, SPEC, Place, copied, program, spoil


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return copied(tmp_path / "place")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for generator programs of a test's own."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setattr(module, "TOOLS", folder)
    return folder


def test_missing_generator(tools: Path, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the generators' environment the message says how it is made."""
    assert place.build() == 1
    assert "run `make client`" in capsys.readouterr().err


CLIENT = f'exec "{TOOLS}/openapi-python-client" "$@"'
MODELS = f'exec "{TOOLS}/datamodel-codegen" "$@"'
BROKEN = "echo broken >&2; exit 2"
FAILURES = {
    "the client's generator fails": ("openapi-python-client", {"openapi-python-client": "exit 3"}),
    "the client's generator is killed": ("openapi-python-client", {"openapi-python-client": "kill -9 $$"}),
    "a part of the package is written": (
        "openapi-python-client",
        {"openapi-python-client": 'while [ "$1" != --output-path ]; do shift; done; /bin/mkdir -p "$2/api"; exit 1'},
    ),
    "its formatter fails": ("openapi-python-client", {"openapi-python-client": CLIENT, "ruff": BROKEN}),
    "its formatter is missing": ("openapi-python-client", {"openapi-python-client": CLIENT}),
    "the models' generator fails": (
        "datamodel-codegen",
        {"openapi-python-client": CLIENT, "ruff": f'exec "{TOOLS}/ruff" "$@"', "datamodel-codegen": BROKEN},
    ),
    "the models are not Python": (
        "ruff",
        {
            "openapi-python-client": CLIENT,
            "ruff": f'exec "{TOOLS}/ruff" "$@"',
            "datamodel-codegen": 'while [ "$1" != --output ]; do shift; done; echo "class" > "$2"',
        },
    ),
}


@pytest.mark.parametrize(("named", "programs"), FAILURES.values(), ids=FAILURES)
def test_failure_leaves_everything_as_it_was(
    tools: Path, place: Place, capsys: pytest.CaptureFixture[str], named: str, programs: dict[str, str]
) -> None:
    """Whatever fails, no output changes, nothing is left beside it, and the message says what failed."""
    for name, script in programs.items():
        program(tools / name, script)
    spoil(place)
    (place.sandbox / "openapi.json").touch()
    before = place.contents()
    assert place.build() == 1
    assert f"{named} failed" in capsys.readouterr().err
    assert place.contents() == before
    place.assert_tidy()


def test_what_the_generator_cannot_make_fails(tmp_path: Path, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """An operation that the generator would skip fails the build, and the message names it."""
    spec = tmp_path / "spec"
    shutil.copytree(SPEC, spec)
    file = spec / "schemas" / "exports.yaml"
    file.write_text(file.read_text("utf-8").replace("[CSV, FCS]", "[CSV, 3]"), encoding="utf-8")
    before = place.contents()
    assert place.build(spec) == 1
    assert "/export/initiate" in capsys.readouterr().err
    assert place.contents() == before


@pytest.mark.parametrize("failing", ["made", "_models.py", "openapi.json"])
def test_failed_swap_brings_everything_back(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failing: str
) -> None:
    """Where one output cannot take its place, the old ones are put back, those already replaced too."""
    spoil(place)
    (place.sandbox / "openapi.json").touch()
    before = place.contents()
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "new" and target.name == failing:
            raise OSError("no room")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    assert place.build() == 1
    assert capsys.readouterr().err == "no room\n"
    assert place.contents() == before
    place.assert_tidy()


def test_failed_first_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there was nothing before, a failed swap takes back what it had put in place."""
    place = Place(tmp_path / "client" / "made", tmp_path / "sandbox")
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target.name == "openapi.json":
            raise OSError("no room")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    assert place.build() == 1
    assert list(place.package.parent.iterdir()) == list(place.sandbox.iterdir()) == []


INTERRUPTIBLE = (
    "import os, signal, sys; from pathlib import Path; from omiq_generator import tools as module;"
    "from omiq_generator.__main__ import main;"
    "signal.signal(signal.SIGINT, signal.default_int_handler);"  # a job in the background inherits none
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt_while_outputs_are_replaced_comes_after_that(
    tmp_path: Path, place: Place, number: signal.Signals
) -> None:
    """Ctrl-C and the like leave no output that is half there, and nothing beside it."""
    whole = place.contents()
    spoil(place)
    script = (
        f"{INTERRUPTIBLE} rename = Path.rename;"
        f"Path.rename = lambda *paths: (os.kill(os.getpid(), {int(number)}), rename(*paths));"
        "sys.exit(main(['build', *sys.argv[1:]]))"
    )
    command = [sys.executable, "-c", script, *place.options]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == ((1, "interrupted\n") if number == signal.SIGINT else (-number, ""))
    assert place.contents() == whole
    place.assert_tidy()


@pytest.mark.parametrize("name", ["openapi-python-client", "datamodel-codegen"])
def test_interrupt_leaves_everything_as_it_was(tools: Path, place: Place, tmp_path: Path, name: str) -> None:
    """Ctrl-C while a generator runs leaves all outputs as they were, nothing beside them, and no traceback."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program(tools / "openapi-python-client", CLIENT)
    program(tools / "ruff", f'exec "{TOOLS}/ruff" "$@"')
    program(tools / name, f"echo started > {pipe}; exec /bin/cat {pipe}")
    script = f"{INTERRUPTIBLE} module.TOOLS = Path(sys.argv[1]);sys.exit(main(['build', *sys.argv[2:]]))"
    spoil(place)
    (place.sandbox / "openapi.json").touch()
    before = place.contents()
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tools), *place.options],
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
    ) as run:
        pipe.read_bytes()
        os.killpg(run.pid, signal.SIGINT)
        assert run.stderr is not None
        assert run.stderr.read() == b"interrupted\n"
    assert run.returncode == 1
    assert place.contents() == before
    place.assert_tidy()
