"""What README.md, CONTRIBUTING.md and spec/README.md show works as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import omiq_sandbox
from omiq import OPERATIONS
from omiq_sandbox._cytometry.panel import write_panel
from tests.support.command import Omiq
from tests.support.server import Reply, Seen, Server
from tests.support.tokens import jwt

ROOT = Path(__file__).parents[1]
TEXTS = ("README.md", "CONTRIBUTING.md", "spec/README.md")
TOKEN = jwt(expires=None)

ANSWERS: dict[str, Any] = {
    "GET /api/user": {"user": {"id": 5, "name": "Rosalind"}},
    "GET /api/datasets?includeOwner=true&limit=10": {"datasets": [{"id": 1, "displayName": "Panel 1"}]},
    "GET /api/datasets/1/files": {"files": [{"id": 2, "size": 300}, {"id": 3, "size": 45}, {"id": 4}]},
    "GET /api/settings/config": {"config": {"region": "us", "limits": {}}},
    "POST /api/datasets": Reply({"error": "bad gateway"}, 502),
    "GET /api/datasets/recent?limit=3": {"datasets": [{"id": 8}, {"id": 7}]},
}
PRINTED = (
    "Signed in as Rosalind\nPanel 1 3 files 345 bytes\nThe server tells 2 settings\n",
    f"Created or not? {OPERATIONS['createDataset'].look_up}\n",
    "8\n7\n",
    "T cells of young and old donors ['COMPLETE', 'COMPLETE']\n",
)


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced code blocks of a Markdown text."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def answer(seen: Seen) -> Reply:
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    known = ANSWERS[f"{seen.method} {seen.target}"]
    return known if isinstance(known, Reply) else Reply(known)


BLOCKS = blocks(read("README.md"), "python")
(ON_FILES,) = (block for block in BLOCKS if "files.upload" in block)
(ON_EXPORTS,) = (block for block in BLOCKS if "exports.run" in block)
(ON_RECORDING,) = (block for block in BLOCKS if "record=" in block)
PROGRAMS = list(
    zip(
        (block for block in BLOCKS if "def test_" not in block and block not in (ON_FILES, ON_EXPORTS, ON_RECORDING)),
        PRINTED,
        strict=True,
    )
)


@pytest.mark.parametrize(("program", "printed"), PROGRAMS, ids=["ten lines", "errors", "call made by hand", "sandbox"])
def test_programs_of_the_readme_run(program: str, printed: str) -> None:
    """Each Python block is a whole program, which signs in from the environment."""
    with Server(otherwise=answer) as server:
        others = {name: value for name, value in os.environ.items() if not name.startswith("OMIQ_")}
        environment = others | {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": TOKEN}
        command = [sys.executable, "-c", program]
        result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (result.stdout, result.stderr) == (printed, "")


def test_program_on_files_runs(tmp_path: Path) -> None:
    """A folder goes up, comes down, and is in sync."""
    paths = write_panel(tmp_path / "fcs", files=2, events=20)
    with omiq_sandbox.run(seed="empty") as server:
        others = {name: value for name, value in os.environ.items() if not name.startswith("OMIQ_")}
        environment = others | {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": server.token}
        command = [sys.executable, "-c", ON_FILES]
        result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    uploaded = "".join(f"Uploaded {path.name} {path.stat().st_size}\n" for path in sorted(paths))
    assert (result.stdout, result.stderr) == (f"{uploaded}{{'skipped'}}\n", "")
    assert sorted(path.name for path in (tmp_path / "copies").glob("*.fcs")) == sorted(path.name for path in paths)


def test_program_on_exports_runs(tmp_path: Path) -> None:
    """The gated events of the sandbox's own dataset are a table."""
    with omiq_sandbox.run() as server:
        others = {name: value for name, value in os.environ.items() if not name.startswith("OMIQ_")}
        environment = others | {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": server.token}
        command = [sys.executable, "-c", ON_EXPORTS]
        result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    paths = sorted(tmp_path.glob("exports/T cells */*.csv"))
    shown = "".join(f"{path.name.partition('.')[0]} {path.relative_to(tmp_path)}\n" for path in paths)
    assert (result.stdout, result.stderr) == (f"{shown}['sample', 'file_id', 'Orig_Row_Number']\n", "")
    assert len(paths) == 2


def test_what_the_readme_records_is_learned_and_called(tmp_path: Path) -> None:
    """An endpoint that the catalog lacks is tried, drafted, and called by its name."""
    (script,) = (block for block in blocks(read("README.md"), "sh") if "catalog learn" in block)
    with omiq_sandbox.run() as server:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        others = {name: value for name, value in os.environ.items() if not name.startswith("OMIQ_")}
        environment = others | {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": server.token, "PATH": path}
        for command in ([sys.executable, "-c", ON_RECORDING], ["bash", "-eu", "-c", script]):
            result = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
            assert result.returncode == 0, result.stderr
    assert "Panel 3" in result.stdout
    assert "Panel 3" not in (tmp_path / "calls.jsonl").read_text("utf-8") + (tmp_path / "notes.yaml").read_text("utf-8")


def test_test_of_the_readme_passes(tmp_path: Path) -> None:
    """What the README shows of the fixtures is a whole test file."""
    (block,) = (block for block in BLOCKS if "def test_" in block)
    (tmp_path / "test_readme.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", f"--rootdir={tmp_path}"]
    result = subprocess.run([*command, tmp_path / "test_readme.py"], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout


def test_shell_commands_of_the_sandbox_run() -> None:
    """A sandbox in the background is found by the client, and ended by its number."""
    (script,) = (block for block in blocks(read("README.md"), "sh") if "--env" in block)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(["bash", "-eu", "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) == (0, "Nightly pipeline\n", "")


def test_overlay_of_the_catalogs_readme_is_called(tmp_path: Path) -> None:
    """It is checked, called by its id and by the command, and made into a package, as the text says."""
    text = read("spec/README.md")
    overlay, projects = tmp_path / "projects.yaml", [{"id": 1, "name": "Lymphoma"}]
    overlay.write_text(blocks(text, "yaml")[-1], "utf-8")
    command, checked = Omiq(tmp_path), blocks(text, "console")[-2].splitlines()[-1]
    assert command("catalog", "check", "projects.yaml").err.strip() == checked
    generate = blocks(text, "console")[-1].removeprefix("$ omiq ")
    assert command(*shlex.split(generate)).code == 0
    program = "\n".join(["import omiq", "client = omiq.Client()", blocks(text, "python")[-1], "print(projects)"])
    with Server(otherwise=lambda seen: Reply({"projects": projects})) as server:
        signed_in = {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": TOKEN, "OMIQ_CATALOG": "projects.yaml"}
        called = command("call", "listProjects", "--limit", 5, "--json", **signed_in)
        (tmp_path / "program.py").write_text(program, "utf-8")
        typed = subprocess.run(
            [sys.executable, "program.py"],
            cwd=tmp_path,
            env=command.environment | signed_in | {"PYTHONPATH": os.pathsep.join(["src", *sys.path])},
            capture_output=True,
            text=True,
        )
    assert called.json == projects
    assert (typed.stdout, typed.stderr) == ("[Project(id=1, name='Lymphoma')]\n", "")
    assert [seen.target for seen in server.requests] == ["/api/projects?limit=5"] * 2


@pytest.mark.parametrize("name", TEXTS)
def test_make_targets_that_a_text_names_exist(name: str) -> None:
    """`make test` in a text is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    text = read(name)
    lines = [
        *re.findall(r"`(make\b[^`\n]*)`", text),
        *re.findall(r"^(make\b.*)$", "".join(blocks(text, "[a-z]*")), re.M),
    ]
    named = {word for line in lines for word in shlex.split(line, comments=True)[1:] if "=" not in word}
    assert named
    assert named <= targets


def test_relative_links_lead_to_files() -> None:
    """A link of the repository to itself does not break unnoticed when a file moves."""
    found = [(name, link) for name in TEXTS for link in re.findall(r"\]\(([^)#\s]+)", read(name)) if "://" not in link]
    assert found
    assert [(name, link) for name, link in found if not (ROOT / name).parent.joinpath(link).exists()] == []
