"""The house rules that hold for files and imports, of pyproject.toml and CONTRIBUTING.md."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HANDWRITTEN = ("spec", "generator", "handwritten", "sandbox", "tests", "benchmarks", "examples")
GENERATED = ROOT / "sandbox" / "omiq_sandbox" / "_models.py"
KINDS = {".py", ".yaml", ".jinja", ".md"}
LONGEST = 400

LOADED = """
import json, sys
before = set(sys.modules)
{program}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded_by(program: str) -> set[str]:
    """Return the modules, the standard library's left out, that a fresh interpreter loads for a program."""
    command = [sys.executable, "-I", "-c", LOADED.format(program=program)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name for name in json.loads(output) if name.partition(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("folder", HANDWRITTEN)
def test_handwritten_files_are_short(folder: str) -> None:
    """A file of 400 lines or more wants to be two."""
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in KINDS and path != GENERATED]
    assert files
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length >= LONGEST} == {}


def test_imports_point_one_way() -> None:
    """The contracts of import-linter hold."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


def test_import_of_omiq_loads_nothing_else() -> None:
    """Programs that start often pay for what they use alone: no model, no HTTP library."""
    assert loaded_by("import omiq") == {"omiq"}


@pytest.mark.unchecked
def test_client_that_has_not_called_yet_loads_no_other_library() -> None:
    """httpx and whatever else is installed beside omiq come with the first call."""
    program = "import omiq\nomiq.Client('http://127.0.0.1:9', token='eyJhIjoxfQ.eyJhIjoxfQ.x').datasets"
    assert {name.partition(".")[0] for name in loaded_by(program)} == {"omiq", "omiq_generated"}


def test_import_of_the_sandbox_loads_nothing_that_it_needs_to_serve() -> None:
    """The fixtures are loaded in each pytest of an environment, where the sandbox's extra may not be installed."""
    assert {name.partition(".")[0] for name in loaded_by("import omiq_sandbox.__main__")} == {"omiq_sandbox"}
    plugin = {name.partition(".")[0] for name in loaded_by("import pytest, omiq_sandbox.pytest_plugin")}
    assert plugin == {"omiq_sandbox"} | {name.partition(".")[0] for name in loaded_by("import pytest")}
