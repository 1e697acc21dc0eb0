"""`build` makes the package, all of it or nothing, the same each time."""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator import build as module
from generator.__main__ import main
from generator.build import TOOLS, build

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "spec"
COMMITTED = ROOT / "generated_client" / "omiq_generated"


def contents(package: Path) -> dict[str, str]:
    """A digest of each file of a package."""
    files = (path for path in package.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    return {str(path.relative_to(package)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def stamps(package: Path) -> dict[Path, tuple[int, int]]:
    """Which file is where, and when it was last changed."""
    found = {path: path.stat() for path in [package, *package.rglob("*")]}
    return {path: (status.st_ino, status.st_ctime_ns) for path, status in found.items()}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the generated package, alone in its folder."""
    target = tmp_path / "client" / "made"
    shutil.copytree(COMMITTED, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for generator programs of a test's own."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setattr(module, "TOOLS", folder)
    return folder


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_committed_package_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """What is committed is what the catalog says."""
    assert main(["build", "--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "environment"),
    [
        (".", {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}),
        ("/", {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}),
    ],
)
def test_reproducible(tmp_path: Path, folder: str, environment: dict[str, str]) -> None:
    """The bytes are the same from any working folder, hash seed and locale."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "generator",
        "build",
        "--spec",
        SPEC,
        "--output",
        tmp_path / "made",
    ]
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True)
    assert contents(tmp_path / "made") == contents(COMMITTED)


def test_second_build_touches_nothing(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing would change, no file is written and none replaced."""
    before = stamps(package)
    assert build(SPEC, package) == 0
    assert stamps(package) == before
    assert capsys.readouterr().out == f"{package}: no files changed\n"


def test_changed_files_are_replaced(package: Path) -> None:
    """A file that was changed, lost or added by hand is put right."""
    (package / "types.py").write_text("", encoding="utf-8")
    (package / "models" / "dataset.py").unlink()
    (package / "models" / "stale.py").touch()
    assert build(SPEC, package) == 0
    assert contents(package) == contents(COMMITTED)
    assert [path.name for path in package.parent.iterdir()] == ["made"]


def test_check_names_what_differs(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` names each file that is not as the catalog says, and changes nothing."""
    (package / "types.py").write_text("", encoding="utf-8")
    (package / "models" / "dataset.py").unlink()
    (package / "models" / "stale.py").touch()
    before = contents(package)
    assert build(SPEC, package, check=True) == 1
    *named, total = capsys.readouterr().out.splitlines()
    names = ("models/dataset.py", "models/stale.py", "types.py")
    assert named == [f"{package / name} is not what the catalog says: run `make client`" for name in names]
    assert total == f"{package}: 3 files differ"
    assert contents(package) == before
    assert [path.name for path in package.parent.iterdir()] == ["made"]


def test_check_of_a_package_that_is_not_there(tmp_path: Path) -> None:
    """`--check` finds everything to be missing, and makes nothing."""
    assert build(SPEC, tmp_path / "client" / "made", check=True) == 1
    assert list(tmp_path.iterdir()) == []


def test_missing_generator(tools: Path, package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the generator's environment the message says how it is made."""
    assert build(SPEC, package) == 1
    assert "run `make client`" in capsys.readouterr().err


FAILURES = {
    "the generator fails": ("exit 3", ""),
    "the generator is killed": ("kill -9 $$", ""),
    "a part of the package is written": (
        'while [ "$1" != --output-path ]; do shift; done; /bin/mkdir -p "$2/api"; exit 1',
        "",
    ),
    "the formatter fails": (f'exec "{TOOLS}/openapi-python-client" "$@"', "echo broken >&2; exit 2"),
    "the formatter is missing": (f'exec "{TOOLS}/openapi-python-client" "$@"', ""),
}


@pytest.mark.parametrize(("generator", "formatter"), FAILURES.values(), ids=FAILURES)
def test_failure_leaves_the_old_package(
    tools: Path, package: Path, capsys: pytest.CaptureFixture[str], generator: str, formatter: str
) -> None:
    """Whatever fails, the old package stays as it was, nothing is left beside it, and the message says what failed."""
    program(tools / "openapi-python-client", generator)
    if formatter:
        program(tools / "ruff", formatter)
    before = contents(package)
    assert build(SPEC, package) == 1
    assert "openapi-python-client failed" in capsys.readouterr().err
    assert contents(package) == before
    assert [path.name for path in package.parent.iterdir()] == ["made"]


def test_what_the_generator_cannot_make_fails(
    tmp_path: Path, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An operation that the generator would skip fails the build, and the message names it."""
    spec = tmp_path / "spec"
    shutil.copytree(SPEC, spec)
    file = spec / "schemas" / "exports.yaml"
    file.write_text(file.read_text("utf-8").replace("[CSV, FCS]", "[CSV, 3]"), encoding="utf-8")
    before = contents(package)
    assert build(spec, package) == 1
    assert "/export/initiate" in capsys.readouterr().err
    assert contents(package) == before


def test_failed_swap_brings_the_old_package_back(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the new package cannot take its place, the old one is put back."""
    (package / "types.py").write_text("", encoding="utf-8")
    before = contents(package)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError("no room")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    assert build(SPEC, package) == 1
    assert capsys.readouterr().err == "no room\n"
    assert contents(package) == before
    assert [path.name for path in package.parent.iterdir()] == ["made"]


INTERRUPTIBLE = (
    "import os, signal, sys; from pathlib import Path; from generator import build as module;"
    "from generator.__main__ import main;"
    "signal.signal(signal.SIGINT, signal.default_int_handler);"  # a job in the background inherits none
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt_while_the_package_is_replaced_comes_after_that(tmp_path: Path, package: Path, number: int) -> None:
    """Ctrl-C and the like leave no package that is half there, and nothing beside it."""
    (package / "types.py").write_text("", encoding="utf-8")
    script = (
        f"{INTERRUPTIBLE} rename = Path.rename;"
        f"Path.rename = lambda *paths: (os.kill(os.getpid(), {int(number)}), rename(*paths));"
        "sys.exit(main(['build', '--output', sys.argv[1]]))"
    )
    command: list[str | Path] = [sys.executable, "-c", script, package]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == ((1, "interrupted\n") if number == signal.SIGINT else (-number, ""))
    assert contents(package) == contents(COMMITTED)
    assert [path.name for path in package.parent.iterdir()] == ["made"]


def test_interrupt_leaves_the_old_package(tools: Path, package: Path, tmp_path: Path) -> None:
    """Ctrl-C while the generator runs leaves the old package as it was, nothing beside it, and no traceback."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program(tools / "openapi-python-client", f"echo started > {pipe}; exec /bin/cat {pipe}")
    script = f"{INTERRUPTIBLE} module.TOOLS = Path(sys.argv[1]);sys.exit(main(['build', '--output', sys.argv[2]]))"
    before = contents(package)
    with subprocess.Popen(
        [sys.executable, "-c", script, tools, package], cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE
    ) as run:
        pipe.read_bytes()
        os.killpg(run.pid, signal.SIGINT)
        assert run.stderr is not None
        assert run.stderr.read() == b"interrupted\n"
    assert run.returncode == 1
    assert contents(package) == before
    assert [path.name for path in package.parent.iterdir()] == ["made"]


@pytest.mark.parametrize("name", ["notes.txt", "sub/types.py", "openapi.json", "__init__.py"])
def test_other_folders_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A folder that holds something else is not taken for a package to be replaced."""
    precious = tmp_path / "made" / name
    precious.parent.mkdir(parents=True)
    precious.write_text("precious", encoding="utf-8")
    assert build(SPEC, tmp_path / "made") == 1
    assert precious.read_text("utf-8") == "precious"
    assert "holds something else" in capsys.readouterr().err


def test_a_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the package should be is not replaced."""
    (tmp_path / "made").write_text("precious", encoding="utf-8")
    assert build(SPEC, tmp_path / "made") == 1
    assert (tmp_path / "made").read_text("utf-8") == "precious"
    assert "is not a folder" in capsys.readouterr().err


def test_package_holds_what_needs_it(package: Path) -> None:
    """The package has type information and the catalog's document, and no module without content."""
    assert (package / "py.typed").exists()
    assert (package / "openapi.json").exists()
    assert [path for path in package.rglob("*.py") if not path.read_text("utf-8").strip()] == []


def test_docstrings_are_indented() -> None:
    """The closing quotes of a docstring of several lines stand below the opening ones."""
    models = [path.read_text("utf-8") for path in (COMMITTED / "models").glob("*.py")]
    assert any('\n    """\n' in text for text in models)
    assert not any('\n"""\n' in text for text in models)


NEW_OPERATION = """
/panels/{panelId}/channels:
  post:
    operationId: addChannels
    tags: [panels]
    summary: Add channels to a panel.
    x-omiq:
      method: panels.add_channels
      envelope: panel
      retry: never
      reason: Each request adds the channels once more.
      look-up: See the channels in the GUI.
      certainty: documented
      sources: [letter]
    parameters:
      - {name: panelId, in: path, required: true, schema: {type: integer}, description: Id of the panel.}
    requestBody:
      required: true
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/AddChannelsRequest'
    responses:
      '200':
        description: The panel.
        content:
          application/json:
            schema:
              title: AddChannelsResponse
              type: object
              required: [panel]
              properties:
                panel:
                  $ref: '#/components/schemas/Panel'
              additionalProperties: true
      default:
        $ref: '#/components/responses/Error'
"""

NEW_SCHEMAS = """
Panel:
  description: The channels of an experiment.
  x-omiq: {certainty: documented, sources: [letter]}
  type: object
  required: [id]
  properties:
    id: {type: integer}
    markerNames: {type: array, items: {type: string}}
  additionalProperties: true
AddChannelsRequest:
  x-omiq: {certainty: documented, sources: [letter]}
  type: object
  required: [names, mode]
  properties:
    names: {type: array, items: {type: string}, description: Names of the channels.}
    mode: {type: string, enum: [APPEND, REPLACE], default: APPEND}
  additionalProperties: false
"""


def test_adding_an_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new endpoint is an entry in the catalog: `build` makes its method, sync and async, and its model."""
    spec = tmp_path / "spec"
    shutil.copytree(SPEC, spec)
    (spec / "paths" / "panels.yaml").write_text(NEW_OPERATION, encoding="utf-8")
    (spec / "schemas" / "panels.yaml").write_text(NEW_SCHEMAS, encoding="utf-8")
    with (spec / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("\nletter: {title: A letter, gives: Panels., certainty: documented}\n")
    document = (spec / "openapi.yaml").read_text("utf-8")
    tag = "tags:\n  - name: panels\n    description: Panels of channels.\n"
    (spec / "openapi.yaml").write_text(document.replace("tags:\n", tag, 1), encoding="utf-8")
    assert main(["build", "--spec", str(spec), "--output", str(tmp_path / "with_panels")]) == 0

    monkeypatch.syspath_prepend(tmp_path)
    api = importlib.import_module("with_panels.api")
    calls: list[Any] = []

    class Executor:
        def execute(self, call: Any) -> Any:
            calls.append(call)
            return call.read({"id": 7, "markerNames": ["CD3"]})

    class AsyncExecutor(Executor):
        async def execute(self, call: Any) -> Any:
            return super().execute(call)

    panel = api.Api(Executor()).panels.add_channels(7, names=["CD3"])
    assert panel.marker_names == ["CD3"]
    assert asyncio.run(api.AsyncApi(AsyncExecutor()).panels.add_channels(7, names=["CD3"])) == panel
    for call in calls:
        assert (call.operation.method, call.path) == ("POST", "/panels/7/channels")
        assert call.json == {"names": ["CD3"], "mode": "APPEND"}
    assert api.OPERATIONS["addChannels"].look_up == "See the channels in the GUI."
    assert api.build("addChannels", panel_id=7, names=[]).path == "/panels/7/channels"
