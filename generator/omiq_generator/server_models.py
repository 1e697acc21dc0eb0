"""Write the sandbox's models of request bodies and answers, by datamodel-code-generator.

The models of answers do not know that a long operation may have begun: the server itself does that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from .catalog import operations
from .tools import run

_HEADER: Final = '"""The models of request bodies and answers. Written by `make client` from the catalog."""'
_KEPT: Final = frozenset(
    {"$ref", "type", "enum", "anyOf", "oneOf", "required", "properties", "items", "additionalProperties"}
)
"""What a value must be. Texts are left out, and defaults, which nobody fills in for the sender."""


def write(document: dict[str, Any], module: Path) -> None:
    """Write the module of all models."""
    fed = module.with_suffix(".fed.json")
    fed.write_text(json.dumps(_fed(document)), encoding="utf-8")
    run(
        "datamodel-codegen", "--input", fed, "--input-file-type", "openapi", "--ignore-pyproject",
        "--output", module, "--output-model-type", "pydantic_v2.BaseModel",
        "--target-python-version", "3.11", "--target-pydantic-version", "2.14",
        "--strict-types", "str", "int", "float", "bool", "--use-missing-sentinel",
        "--enum-field-as-literal", "all", "--use-annotated", "--collapse-root-models",
        "--no-formatters", "--disable-timestamp", "--custom-file-header", _HEADER,
        folder=module.parent,
    )  # fmt: skip
    options = ("--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120")
    sorting = ("--select", "F,I", "--fix", "--config", "lint.isort.split-on-trailing-comma=false")
    run("ruff", "check", module, *options, *sorting, folder=module.parent)
    run("ruff", "format", module, *options, "--config", "format.skip-magic-trailing-comma=true", folder=module.parent)


def _fed(document: dict[str, Any]) -> dict[str, Any]:
    """Make the document that datamodel-code-generator is fed: all bodies and answers, by their names or titles."""
    found = dict(document["components"]["schemas"])
    for _, _, operation in operations(document):
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        if "title" in answer:
            found[answer["title"]] = answer
    schemas = {name: _schema(schema) for name, schema in sorted(found.items())}
    info = {"title": document["info"]["title"], "version": ""}
    return {"openapi": document["openapi"], "info": info, "paths": {}, "components": {"schemas": schemas}}


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Take of a schema, and of those in it, what a value must be."""
    kept = {key: value for key, value in schema.items() if key in _KEPT}
    for key in kept.keys() & {"items", "additionalProperties"}:
        if isinstance(kept[key], dict):
            kept[key] = _schema(kept[key])
    for key in kept.keys() & {"anyOf", "oneOf"}:
        kept[key] = [_schema(inner) for inner in kept[key]]
    if "properties" in kept:
        kept["properties"] = {name: _schema(inner) for name, inner in kept["properties"].items()}
    return kept
