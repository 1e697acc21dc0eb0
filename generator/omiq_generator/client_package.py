"""Write the generated client: openapi-python-client's modules, the run-time files, and the public document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

from .catalog import public
from .project import project
from .tools import run

HERE: Final = Path(__file__).parent
RUNTIME: Final = HERE / "runtime"


def write(document: dict[str, Any], package: Path) -> None:
    """Write the package into a folder that is not there yet."""
    generate(project(document), package)
    for module in sorted(RUNTIME.glob("*.py")):
        if module.name != "__init__.py":
            shutil.copyfile(module, package / module.name)
    text = json.dumps(public(document), indent=1, ensure_ascii=False)
    (package / "openapi.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")
    (package / "py.typed").touch()


def generate(fed: dict[str, Any], package: Path) -> None:
    """Write what is made of operations and schemas into a folder that is not there yet."""
    file = package.with_suffix(".fed.json")
    file.write_text(json.dumps(fed), encoding="utf-8")
    run(
        "openapi-python-client", "generate", "--path", file, "--output-path", package, "--meta", "none",
        "--fail-on-warning", "--config", HERE / "config.yaml", "--custom-template-path", HERE / "templates",
        folder=package.parent,
    )  # fmt: skip
