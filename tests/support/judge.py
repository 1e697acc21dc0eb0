"""A second opinion on findings: jsonschema's, and a walk through the catalog that shares no code with the client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from omiq._catalog.document import Described, Document, Schema
from omiq._drift.findings import Finding

Steps: TypeAlias = "Sequence[str | int]"
_LONGEST = 50  # lists and maps up to here are compared item by item


def confirmed(document: Document, finding: Finding, status: int, answer: Any) -> bool:
    """Say whether an answer differs from the catalog as a finding says."""
    described = document.operations[finding.operation]
    steps = steps_of(finding.path)
    match finding.kind:
        case "status":
            return finding.detail == str(status) and finding.detail not in described.said["responses"]
        case "envelope":
            return steps == [described.envelope] and answer.get(described.envelope) is None
        case "type":
            return any(_match(steps, path) for path in invalid(document, described, answer)["type"])
        case "missing member":
            return any(_match(steps, path) for path in invalid(document, described, answer)["required"])
        case "value":
            known = schema_at(document, described.answer, steps).get("x-omiq-known-values", ())
            return any(isinstance(value, str) and value not in known for value in values_at(answer, steps))
        case "new member":
            *above, last = steps
            schema = schema_at(document, described.answer, above)
            known = schema.get("properties", {})
            objects = [value for value in values_at(answer, above) if isinstance(value, dict)]
            others = [key for value in objects for key in value if key not in known]
            return bool(known) and schema.get("additionalProperties", True) is True and _is_one(last, others)


def overlooked(document: Document, operation: str, answer: Any, found: set[Finding]) -> list[Steps]:
    """Return where jsonschema finds an answer invalid and the client does not; those with long lists are not judged."""
    if _is_long(answer):
        return []
    described = document.operations[operation]
    told = [steps_of(finding.path) for finding in found if finding.kind in ("type", "missing member", "envelope")]
    errors = invalid(document, described, answer)
    return [path for paths in errors.values() for path in paths if not any(_match(steps, path) for steps in told)]


def invalid(document: Document, described: Described, answer: Any) -> dict[str, list[Steps]]:
    """Return the paths at which jsonschema finds another type, and those of missing members."""
    found: dict[str, list[Steps]] = {"type": [], "required": []}
    for error in _validator(document, described.id).iter_errors(answer):
        path = list(error.absolute_path)
        if error.validator == "type":
            found["type"].append(path)
        elif error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            found["required"] += [[*path, name] for name in missing if [*path, name] not in found["required"]]
        else:
            raise AssertionError(f"a catalog that leaves answers open has no {error.validator}")
    return found


def schema_at(document: Document, schema: Schema, steps: Steps) -> Schema:
    """Return what the catalog says of a place, an empty schema where it says nothing."""
    schema = document.resolved(schema)
    for step in steps:
        others = schema.get("items") or schema.get("additionalProperties")
        below = others if step == "*" else schema.get("properties", {}).get(step)
        schema = document.resolved(below) if isinstance(below, dict) else {}
    return schema


def values_at(answer: Any, steps: Steps) -> Iterator[Any]:
    """Yield all that stands at a place of an answer."""
    if not steps:
        yield answer
        return
    step, *further = steps
    if isinstance(answer, list):
        below = answer if step == "*" else []
    elif isinstance(answer, dict):
        below = list(answer.values()) if step == "*" else [answer[step]] if step in answer else []
    else:
        below = []
    for value in below:
        yield from values_at(value, further)


def steps_of(path: str) -> list[str]:
    """Return the steps of a finding's path, `*` for what is not named."""
    return path.removeprefix("$").replace("[*]", ".*").split(".")[1:]


@cache
def _validator(document: Document, operation: str) -> Draft202012Validator:
    schema = document.operations[operation].answer
    return Draft202012Validator({**schema, "components": document.value["components"]})


def _match(steps: Steps, path: Steps) -> bool:
    return len(steps) == len(path) and all(step in ("*", name) for step, name in zip(steps, path, strict=True))


def _is_one(last: str, keys: list[str]) -> bool:
    return bool(keys) if last == "*" else last in keys


def _is_long(value: Any) -> bool:
    items = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return len(items) > _LONGEST or any(map(_is_long, items))
