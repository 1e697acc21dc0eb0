"""The declared dependencies are those that the code imports, inside functions too."""

import sys
import tomllib
from pathlib import Path

import grimp
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


OTHER_NAMES = {"pyjwt": "jwt"}
NOT_IMPORTED = {"fastapi-offline", "httptools"}  # Redoc's files are served, uvicorn loads its parser
OF_WHO_TESTS = {"pytest"}
COMES_ALONG = {"pydantic_core"}  # with pydantic, which documents its errors there


def third_party(*packages: str) -> set[str]:
    """Return the names of the modules from other distributions that the packages import."""
    graph = grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)
    external = {module for module in graph.modules if graph.is_module_squashed(module)}
    return external - sys.stdlib_module_names


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    """Each dependency is imported by the name that it is installed by."""
    declared = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert third_party("omiq", "omiq_generated") == declared


def test_generated_code_needs_the_standard_library_alone() -> None:
    """Describing a call takes no HTTP library."""
    assert third_party("omiq_generated") == set()


def test_extra_of_the_sandbox_holds_what_it_imports() -> None:
    """What the client needs is there already, unless the sandbox needs a newer one."""
    extra = {Requirement(line).name for line in PROJECT["optional-dependencies"]["sandbox"]}
    client = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert extra > NOT_IMPORTED
    imported = third_party("omiq_sandbox") - OF_WHO_TESTS - COMES_ALONG - (client - extra)
    assert imported == {OTHER_NAMES.get(name, name) for name in extra - NOT_IMPORTED}
