"""The declared dependencies are those that the code imports, inside functions too."""

import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


OTHER_NAMES = {"openapi-spec-validator": "openapi_spec_validator", "pyjwt": "jwt", "ruamel.yaml": "ruamel"}
NOT_IMPORTED = {"fastapi-offline", "httptools"}  # Redoc's files are served, uvicorn loads its parser
OF_WHO_TESTS = {"pytest"}
OF_EXTRAS = {
    "anndata": "omiq._tables.assembling",
    "arrow": "omiq._tables.parquet",
    "fcs": "omiq._tables.fcs_files",
    "pandas": "omiq._tables.frames",
    "polars": "omiq._tables.reading",
    "progress": "omiq._transfers.bar",
}
"""What needs an extra, by the extra's name."""

OF_THE_COMMAND = "cli"
OF_THE_CATALOG = "catalog"
KEYRING = "omiq._profiles.secrets"
COMES_ALONG = {"pydantic_core"}  # with pydantic, which documents its errors there


def graph_of(*packages: str) -> grimp.ImportGraph:
    return grimp.build_graph(
        *packages, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def third_party(*packages: str) -> set[str]:
    """Return the names of the modules from other distributions that the packages import."""
    graph = graph_of(*packages)
    external = {module for module in graph.modules if graph.is_module_squashed(module)}
    return external - sys.stdlib_module_names


def required(*extras: str) -> set[str]:
    """Return the names of what the extras install."""
    return {Requirement(line).name for extra in extras for line in PROJECT["optional-dependencies"][extra]}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    """Each dependency, also of an extra, is imported by the name that it is installed by."""
    declared = {Requirement(line).name for line in PROJECT["dependencies"]}
    declared |= required(*OF_EXTRAS, OF_THE_COMMAND, OF_THE_CATALOG)
    assert third_party("omiq", "omiq_generated", "omiq_generator") == {OTHER_NAMES.get(name, name) for name in declared}


@pytest.mark.parametrize("extra", OF_EXTRAS)
def test_extra_holds_what_is_imported_where_it_is_needed(extra: str) -> None:
    """Whoever installs an extra misses nothing and gets nothing else."""
    graph = graph_of("omiq")
    imported = graph.find_modules_directly_imported_by(OF_EXTRAS[extra])
    external = {module for module in imported if graph.is_module_squashed(module)}
    assert external - sys.stdlib_module_names == required(extra)


def test_what_an_extra_brings_is_imported_nowhere_else() -> None:
    """What works without an extra has no need of it."""
    graph = graph_of("omiq")
    brought = required(*OF_EXTRAS, OF_THE_COMMAND)
    importers = {module for name in brought for module in graph.find_modules_that_directly_import(name)}
    at_home = ("omiq._tables.", "omiq.cli.", "omiq.__main__")
    others = {module for module in importers if not module.startswith(at_home)}
    assert others == {OF_EXTRAS["progress"], KEYRING}


def test_command_needs_its_own_extra_alone() -> None:
    """What else it can do, to write Parquet for instance, it asks of the library."""
    graph = graph_of("omiq", "omiq_generated", "omiq_generator")
    modules = {"omiq.__main__", *graph.find_descendants("omiq.cli")}
    imported = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
    external = {name for name in imported if graph.is_module_squashed(name)} - sys.stdlib_module_names
    external -= {"filelock", "httpx", "msgspec", "platformdirs", "urllib3"}
    assert external == required(OF_THE_COMMAND) - {"keyring"}


def test_generated_code_needs_the_standard_library_alone() -> None:
    """Describing a call takes no HTTP library."""
    assert third_party("omiq_generated") == set()


def test_extra_of_the_sandbox_holds_what_it_imports() -> None:
    """What the client needs is there already, unless the sandbox needs a newer one."""
    extra = required("sandbox")
    client = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert extra > NOT_IMPORTED
    imported = third_party("omiq_sandbox") - OF_WHO_TESTS - COMES_ALONG - (client - extra)
    assert imported == {OTHER_NAMES.get(name, name) for name in extra - NOT_IMPORTED}


def test_extra_that_generates_has_the_generators_of_this_project() -> None:
    """A package of a user's own comes out as the client itself does."""
    lines = (ROOT / "constraints" / "generator.in").read_text(encoding="utf-8").splitlines()
    exact = {line for line in lines if "==" in line and "datamodel" not in line}  # that one makes the sandbox's models
    assert set(PROJECT["optional-dependencies"]["generate"]) == exact
