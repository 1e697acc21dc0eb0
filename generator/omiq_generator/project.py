"""Project the catalog onto what openapi-python-client is fed.

The generator makes classes, enums and their names from the document. What it cannot take from there, or takes
wrongly, is said in `x-omiq` members that templates can read: on each object schema how its members are called
and read, and on the 200 response of each operation everything about the operation.
"""

from __future__ import annotations

from collections.abc import Collection
from keyword import iskeyword
from typing import Any

from . import docstrings
from .catalog import operations
from .names import python_name
from .values import Schema, Value, Values


def project(document: dict[str, Any], shared: Collection[str] = ()) -> dict[str, Any]:
    """Return the document that openapi-python-client is fed; of `shared` schemas the built-in client has classes."""
    values = Values(document["components"]["schemas"], shared)
    tags = {tag["name"]: tag.get("description", "") for tag in document.get("tags", ())}
    paths: dict[str, Any] = {}
    for path, method, operation in operations(document):
        signed_in = operation.get("security", document.get("security")) != []
        described = _describe(path, method, operation, authenticated=signed_in)
        fed = _operation(operation, described, values)
        fed["responses"]["200"]["x-omiq"]["tag"] = tags.get(operation["tags"][0], "")
        paths.setdefault(path, {})[method] = fed
    return {
        "openapi": document["openapi"],
        "info": {key: document["info"][key] for key in ("title", "version")},
        "paths": paths,
        "components": {"schemas": dict(sorted(values.used.items()))},
    }


def _describe(path: str, method: str, operation: dict[str, Any], *, authenticated: bool) -> dict[str, Any]:
    """Make the fields of the operation's `Operation`, but for its parameters."""
    omiq = operation["x-omiq"]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path.partition("#")[0],
        "name": omiq["method"],
        "summary": operation["summary"],
        "envelope": omiq.get("envelope"),
        "retry": omiq["retry"],
        "authenticated": authenticated,
        "certainty": omiq["certainty"],
        "look_up": " ".join(omiq.get("look-up", "").split()),
    }


def _operation(operation: dict[str, Any], described: dict[str, Any], values: Values) -> dict[str, Any]:
    """Feed an operation, the members of its body spread out as parameters, its answer out of the envelope."""
    arguments, body = _arguments(operation, values)
    answer: Schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    if described["envelope"]:
        answer = values.resolve(answer)["properties"][described["envelope"]]
    fed, value = values.value(answer)
    omiq = {
        "operation": described,
        "sources": operation["x-omiq"]["sources"],
        "docstring": docstrings.of_operation(operation, described, arguments),
        "arguments": arguments,
        "body": body,
        "answer": value,
    }
    content = {"application/json": {"schema": fed}}
    return {
        "operationId": described["id"],
        "tags": operation["tags"],
        "parameters": [argument.pop("fed") for argument in arguments],
        "responses": {"200": {"description": "", "content": content, "x-omiq": omiq}},
    }


def _arguments(operation: dict[str, Any], values: Values) -> tuple[list[Value], dict[str, Any]]:
    """Return the arguments in the order of the signature, and what the body is made of."""
    arguments = [
        _argument(
            parameter["in"],
            parameter["name"],
            parameter["schema"] | {key: parameter[key] for key in ("description", "x-omiq") if key in parameter},
            values,
            required=parameter.get("required", False),
        )
        for parameter in operation.get("parameters", ())
    ]
    body: dict[str, Any] = {}
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = values.resolve(schema)
        if whole.get("additionalProperties") is False:
            found, members = _members(whole, values)
            arguments += found
            body = {"members": members}
        else:
            name = schema.get("$ref", "body").rpartition("/")[2]
            arguments.append(_argument("body", name, schema, values, required=True))
            body = {"whole": arguments[-1]["name"]}
    return sorted(arguments, key=_signature_order), body


def _members(body: Schema, values: Values) -> tuple[list[Value], dict[str, str]]:
    """Return the arguments that a closed body is made of, and which argument each member is filled from."""
    arguments, members = [], {}
    for key, schema in body.get("properties", {}).items():
        members[key] = python_name(schema.get("x-omiq-from-path", key))
        if "x-omiq-from-path" not in schema:
            required = key in body.get("required", ())
            arguments.append(_argument("body", key, schema, values, required=required) | {"positional": False})
    return arguments, members


def _argument(place: str, key: str, schema: Schema, values: Values, *, required: bool) -> Value:
    fed, value = values.value(schema)
    value |= values.when_not_given(schema, required=required)
    about = {"description": values.resolve(schema).get("description", "")}
    return value | {
        "name": python_name(key),
        "key": key,
        "is_keyword": iskeyword(key),
        "place": place,
        "positional": not value["optional"],
        "text": value["text"] or docstrings.of_value(about),
        "fed": {"name": key, "in": "path" if place == "path" else "query", "required": required, "schema": fed},
    }


def _signature_order(argument: Value) -> tuple[bool, int]:
    """What can be given by position goes before what cannot; then path, query, body."""
    return not argument["positional"], ("path", "query", "body").index(argument["place"])
