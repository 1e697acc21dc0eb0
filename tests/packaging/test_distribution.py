"""What is published: the source distribution, and the wheel that is built of it."""

import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from configparser import ConfigParser
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = [
    ROOT / "handwritten" / "omiq",
    ROOT / "generated_client" / "omiq_generated",
    ROOT / "generator" / "omiq_generator",
    ROOT / "sandbox" / "omiq_sandbox",
]

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import omiq, omiq_generated, omiq_generator, omiq_sandbox
for package in omiq, omiq_generated, omiq_generator, omiq_sandbox:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in ("omiq", "omiq_generated", "omiq_generator", "omiq_sandbox"):
        print(module.__file__)
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the unpacked source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"omiq_client-{PROJECT['version']}"


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", sources, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    return message_from_bytes(read(wheel, f"omiq_client-{PROJECT['version']}.dist-info/METADATA"))


def build(target: str, source: Path, folder: Path) -> Path:
    """Build one distribution without the network, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True)
    (built,) = (path for path in folder.iterdir() if path.is_file())
    return built


def read(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)


def files_of(package: Path) -> set[str]:
    return {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_source_distribution_holds_what_the_wheel_is_built_of(sources: Path) -> None:
    """Nothing else that lies about in a developer's folder is published."""
    code = {"handwritten", "generated_client", "generator", "sandbox"}
    texts = {"README.md", "CHANGELOG.md", "LICENSE", "PKG-INFO", "pyproject.toml", ".gitignore"}
    assert {path.name for path in sources.iterdir()} == code | texts


def test_wheel_holds_the_packages_and_nothing_else(names: set[str]) -> None:
    """No test, tool or catalog source comes along, and no module is left behind."""
    assert {name for name in names if ".dist-info/" not in name} == set().union(*map(files_of, PACKAGES))


@pytest.mark.parametrize("package", ["omiq", "omiq_generated", "omiq_generator", "omiq_sandbox"])
def test_wheel_is_typed(package: str, names: set[str]) -> None:
    """Type checkers of those who install it read its annotations."""
    assert f"{package}/py.typed" in names


def test_wheel_holds_the_openapi_document(wheel: Path) -> None:
    """The catalog ships with the package, for other tools to read."""
    document = json.loads(read(wheel, "omiq_generated/openapi.json"))
    assert document["openapi"].startswith("3.1")
    assert document["paths"]


def test_wheel_names_its_licence_and_its_dependencies(metadata: Message, names: set[str]) -> None:
    """An installer learns what else it needs, and a reader under which terms."""
    assert metadata["License-Expression"] == "MIT"
    assert f"omiq_client-{PROJECT['version']}.dist-info/licenses/LICENSE" in names
    assert metadata["Requires-Python"] == ">=3.11"
    required = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert {Requirement(line) for line in required} == {Requirement(line) for line in PROJECT["dependencies"]}


def test_wheel_declares_the_commands_and_the_fixtures_of_the_sandbox(wheel: Path) -> None:
    """`omiq`, `omiq-sandbox` and the fixtures are there once it is installed."""
    declared = ConfigParser()
    declared.read_string(read(wheel, f"omiq_client-{PROJECT['version']}.dist-info/entry_points.txt").decode())
    assert dict(declared["console_scripts"]) == {
        "omiq": "omiq.__main__:main",
        "omiq-sandbox": "omiq_sandbox.__main__:main",
    }
    assert dict(declared["pytest11"]) == {"omiq_sandbox": "omiq_sandbox.pytest_plugin"}


def test_every_module_of_the_installed_wheel_imports(wheel: Path, tmp_path: Path) -> None:
    """The installed files are complete: nothing is taken from the folder they were built in."""
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    python = [sys.executable, "-I"]
    pip = [*python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", f"--target={installed}"]
    subprocess.run([*pip, str(wheel)], check=True)
    command = [*python, "-c", IMPORT_EVERYTHING, str(installed)]
    answer = subprocess.run(command, cwd=elsewhere, check=True, capture_output=True, text=True)
    loaded = {Path(line) for line in answer.stdout.splitlines()}
    assert loaded == set(installed.glob("omiq*/**/*.py"))
