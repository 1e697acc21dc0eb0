"""Versions of the catalog, wherever they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from .._errors import ConfigurationError
from .._extras import extra
from .._json import decode
from .document import Document, built_in, name_of
from .overlays import overlaid

BUILT_IN: Final = "built-in"


def version(name: str) -> Document:
    """Return a version of the catalog: the built-in one, or that of a split catalog's folder or an `openapi.json`.

    They need not obey the rules that hold today. The file of an overlay, which has to, stands for the built-in version
    with it. Raise ConfigurationError where there is none.
    """
    if name == BUILT_IN:
        return built_in()
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return overlaid([path]).document
    document = Document(_split(path) if path.is_dir() else _whole(path))
    _check(document, path)
    return document


def _split(folder: Path) -> dict[str, Any]:
    with extra("catalog", f"The catalog in {folder}"):
        from omiq_generator.catalog import load, public
    catalog = load(folder)
    if catalog.findings:
        raise ConfigurationError(f"{folder} cannot be read as a catalog.\n{catalog.findings[0]}")
    return public(catalog.document)


def _whole(file: Path) -> dict[str, Any]:
    try:
        document = decode(file.read_bytes())
    except OSError as wrong:
        raise ConfigurationError(f"{file} cannot be read: {wrong.strerror}.") from None
    except ValueError as wrong:
        raise ConfigurationError(f"{file} is not JSON: {wrong}.") from None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{file} holds no document of the catalog: it is not an object.")
    return document


def _check(document: Document, path: Path) -> None:
    """Raise ConfigurationError where a document lacks what every version has."""
    try:
        for operation in document.operations.values():
            [operation.said["x-omiq"][key] for key in ("method", "retry")]
            for parameter in operation.said.get("parameters", ()):
                [parameter[key] for key in ("name", "in", "schema")]
            _follow([operation.said, operation.answer], document)
        _follow(document.schemas, document)
    except (KeyError, TypeError, AttributeError) as wrong:
        what = f"it lacks {wrong}" if isinstance(wrong, KeyError) else "its parts are of other types"
        advice = "Give the folder spec/ of a checkout, or an openapi.json that the client ships."
        raise ConfigurationError(f"{path} holds no document of the catalog: {what}.\n{advice}") from None


def _follow(value: Any, document: Document) -> None:
    """Raise KeyError for a reference to a schema that is not there."""
    if isinstance(value, dict) and str(value.get("$ref", "")).startswith("#/components/schemas/"):
        document.schemas[name_of(value)]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _follow(inner, document)
