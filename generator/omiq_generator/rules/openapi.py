"""What OpenAPI 3.1 and JSON Schema want."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from ..finding import Finding
from ..part import Part
from ..schemas import every, named, outermost, referred

_LONGEST = 160


_OPENAPI = DRAFT202012.create_resource(dict(schema_v31))


class _Validator(OpenAPIV31SpecValidator):
    """Finds the same, in the same words, whichever libraries for JSON Schema are installed.

    Its registry is crawled: else the anchors of OpenAPI's schema are looked for again at each reference to one.
    """

    schema_validator = Draft202012Validator(_OPENAPI.contents, registry=(_OPENAPI @ Registry()).crawl())


def structure(root: Part) -> Iterator[Finding]:
    """The document has the members that OpenAPI wants, each of the right type."""
    for error in _Validator.schema_validator.iter_errors(root.value):
        # A fault inside an object makes all its members "unevaluated"; `whole` tells of those that really are.
        if error.validator != "unevaluatedProperties":
            yield _finding(root, error)


def schemas(root: Part) -> Iterator[Finding]:
    """Each schema is JSON Schema."""
    validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for schema in outermost(root):
        for error in validator.iter_errors(schema.value):
            yield _finding(schema, error)


def defaults(root: Part) -> Iterator[Finding]:
    """A default is a value that its schema allows."""
    known = named(root)
    for part in (part for part in every(root) if "default" in part):
        schema = known.get(referred(part), part)
        kept = {key: schema[key].value for key in ("type", "enum") if key in schema}
        for error in _errors_of(kept, part["default"].value):
            yield part["default"].finding(_short(error.message), "write a default of the member's own type")


def whole(root: Part) -> Iterator[Finding]:
    """The document is valid for openapi-spec-validator: the last word, where no other rule finds anything."""
    for error in _Validator(root.value).iter_errors():
        yield _finding(root, error)


def _errors_of(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    if Draft202012Validator(Draft202012Validator.META_SCHEMA).is_valid(schema):
        yield from Draft202012Validator(schema).iter_errors(value)


def _finding(part: Part, error: Any) -> Finding:
    while error.context:
        error = error.context[0]
    return part.at(*error.absolute_path).finding(_short(error.message), "write it as OpenAPI 3.1 wants it")


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
