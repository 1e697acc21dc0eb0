"""What operations are sent and answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..catalog import METHODS
from ..finding import Finding
from ..names import python_name
from ..part import Part, nearest, operations, tag_of
from ..schemas import every, in_answers, named, of_answer, of_body, referred, types

_PATH = re.compile(r"(/((?!\.{1,2}(/|#|$))[\w.~-]+|\{[A-Za-z]\w*\}))+(#[a-z][a-z-]*)?", re.ASCII)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ERROR = {"$ref": "#/components/responses/Error"}

_FITTING = {
    "path": {"integer", "string"},
    "query": {"array", "boolean", "integer", "null", "number", "string"},
}

_DOCUMENT = {"openapi", "info", "servers", "security", "tags", "paths", "components", "x-omiq-sources"}
_OPERATION = {
    "operationId",
    "tags",
    "summary",
    "description",
    "security",
    "x-omiq",
    "parameters",
    "requestBody",
    "responses",
}
_EVIDENCE = {"certainty", "sources"}
_OMIQ = {"method", "envelope", "retry", "reason", "look-up"} | _EVIDENCE
_PARAMETER = {"name", "in", "required", "description", "schema", "x-omiq"}


def members(root: Part) -> Iterator[Finding]:
    """There is no member that nobody reads."""
    yield from _only(root, _DOCUMENT)
    yield from _only(root["components"], {"schemas", "responses", "securitySchemes"})
    for _, item in root["paths"].members():
        yield from _only(item, METHODS)
    for operation in operations(root):
        yield from _only(operation, _OPERATION)
        yield from _only(operation["x-omiq"], _OMIQ)
        yield from _only(operation["requestBody"], {"required", "content", "description"})
        yield from _only(operation["responses"], {"200", "default"})
        yield from _only(operation.at("responses", "200"), {"description", "content"})
        for content in (operation.at("requestBody", "content"), operation.at("responses", "200", "content")):
            yield from _only(content, {"application/json"})
            yield from _only(content["application/json"], {"schema"})
        for parameter in operation["parameters"].items():
            yield from _only(parameter, _PARAMETER)
            yield from _only(parameter["x-omiq"], _EVIDENCE)


def shared(root: Part) -> Iterator[Finding]:
    """What operations refer to beside schemas is there."""
    for keys in (("responses", "Error"), ("securitySchemes", "bearer")):
        if root["components"].at(*keys).value is None:
            yield root["components"].at(*keys).finding(f"there is no components.{'.'.join(keys)}", "put it back")


def paths(root: Part) -> Iterator[Finding]:
    """Paths are made of plain words and placeholders."""
    for path, item in root["paths"].members():
        if not _PATH.fullmatch(path):
            yield item.finding(f"{path!r} is no path", "write a path like `/datasets/{datasetId}`")


def parameters(root: Part) -> Iterator[Finding]:
    """The path's placeholders and the path parameters are the same; other parameters go into the query."""
    for operation in operations(root):
        path = str(operation.pointer[1]).partition("#")[0]
        placeholders = _PLACEHOLDER.findall(path)
        declared = _path_parameters(operation)
        for name in placeholders:
            if name not in declared:
                what = f"{operation['operationId'].text} does not declare the path parameter {name!r}"
                yield operation["parameters"].finding(what, f"add a parameter `name: {name}`, `in: path`")
        for parameter in operation["parameters"].items():
            name, place = parameter["name"].text, parameter["in"].value
            if place == "path" and name not in placeholders:
                yield parameter["name"].finding(f"{path} has no {{{name}}}", "mend the path, or take the parameter out")
            if place in ("header", "cookie"):
                yield parameter["in"].finding(f"a parameter in {place!r}", "the generator knows `path` and `query`")


def parameters_fit(root: Part) -> Iterator[Finding]:
    """Parameters are of types that can be written where they go."""
    known = named(root)
    for parameter in (item for operation in operations(root) for item in operation["parameters"].items()):
        schema, place = parameter["schema"], parameter["in"].text
        for type_ in sorted(types(known.get(referred(schema), schema)) if place in _FITTING else ()):
            if type_ not in _FITTING[place]:
                yield schema.finding(f"a value of type {type_!r} in the {place}", nearest(type_, _FITTING[place]))


def bodies(root: Part) -> Iterator[Finding]:
    """A body is an object of the operation's own name, or one of the kind that the server answers."""
    known, answered = named(root), in_answers(root)
    for operation in (operation for operation in operations(root) if "requestBody" in operation):
        own, schema = f"{_class_name(operation)}Request", of_body(operation)
        if _class_name(operation) and referred(schema) not in answered | {own}:
            what = f"the body is not {own}, nor an object that the server answers"
            yield schema.finding(what, f"refer to a schema {own}")
        if _body(operation, known)["type"].value != "object":
            yield _body(operation, known).finding("a body that is not an object", "write `type: object`")
        if operation.at("requestBody", "required").value is not True:
            yield operation["requestBody"].finding("a body that need not be sent", "write `required: true`")


def answers(root: Part) -> Iterator[Finding]:
    """The answer has a schema, which holds the envelope for sure; any other status is an error."""
    known = named(root)
    for operation in operations(root):
        schema, envelope = of_answer(operation), operation.at("x-omiq", "envelope")
        if operation.at("responses", "default").value != _ERROR:
            what = f"{operation['operationId'].text} does not say that any other status is an error"
            yield operation["responses"].finding(what, f"write `default: {{$ref: '{_ERROR['$ref']}'}}`")
        if not isinstance(schema.value, dict):
            what = f"{operation['operationId'].text} has no schema of its answer as JSON"
            yield operation["responses"].finding(what, "write it at '200', content, application/json, schema")
        elif "$ref" not in schema:
            title = f"{_class_name(operation)}Response"
            if _class_name(operation) and schema["title"].value != title:
                yield schema["title"].finding(f"the answer's title is not {title}", f"write `title: {title}`")
            if schema["type"].value != "object":
                yield schema["type"].finding("the answer is not an object", "write `type: object`")
        if "envelope" in operation["x-omiq"]:
            yield from _envelope(envelope, known.get(referred(schema), schema))


def arguments(root: Part) -> Iterator[Finding]:
    """No two arguments of a method have one name."""
    known = named(root)
    for operation in operations(root):
        first: dict[str, str] = {}
        for key, part in _arguments(operation, known):
            name = python_name(key)
            if name in first:
                what = (
                    f"the argument {key!r} of {operation['operationId'].text} becomes {name}, as {first[name]!r} does"
                )
                yield part.finding(what, "fill one from the other by `x-omiq-from-path`, or leave one out")
            first.setdefault(name, key)


def filled_from_path(root: Part) -> Iterator[Finding]:
    """What a body's member is filled from is in the path."""
    known = named(root)
    fitting = set()
    for operation in operations(root):
        declared = _path_parameters(operation)
        for _, member in _body(operation, known)["properties"].members():
            source = member["x-omiq-from-path"]
            fitting.add(source.pointer)
            if source.value is not None and source.value not in declared:
                what = f"{operation['operationId'].text} has no path parameter {source.value!r}"
                yield source.finding(what, nearest(str(source.value), declared))
    for part in (part["x-omiq-from-path"] for part in every(root)):
        if part.value is not None and part.pointer not in fitting:
            yield part.finding("x-omiq-from-path outside the members of a body", "take it out")


def security(root: Part) -> Iterator[Finding]:
    """All operations but those that sign in need a token."""
    if root["security"].value != [{"bearer": []}]:
        yield root["security"].finding("the document does not ask for a token", "write `security: [{bearer: []}]`")
    for operation in (operation for operation in operations(root) if "security" in operation):
        if operation["security"].value != [] or tag_of(operation) != "auth":
            mend = "take it out; `security: []` is for what signs in, of the tag auth"
            yield operation["security"].finding("an operation with its own security", mend)


def _only(part: Part, keys: set[str] | tuple[str, ...]) -> Iterator[Finding]:
    for key, member in part.members():
        if key not in keys:
            yield member.finding(f"nothing reads {key!r} here", nearest(key, keys))


def _path_parameters(operation: Part) -> list[str]:
    parts = operation["parameters"].items()
    return [part["name"].text for part in parts if part["in"].value == "path"]


def _body(operation: Part, known: dict[str, Part]) -> Part:
    return known.get(referred(of_body(operation)), of_body(operation))


def _arguments(operation: Part, known: dict[str, Part]) -> Iterator[tuple[str, Part]]:
    """The arguments that the method gets, by their names in the API."""
    for parameter in operation["parameters"].items():
        if parameter["name"].text:
            yield parameter["name"].text, parameter
    body = _body(operation, known)
    if body["additionalProperties"].value is False:
        yield from (item for item in body["properties"].members() if "x-omiq-from-path" not in item[1])
    elif referred(of_body(operation)):
        yield referred(of_body(operation)), of_body(operation)


def _class_name(operation: Part) -> str:
    """The beginning of the names of an operation's schemas, "" where its operationId is no name."""
    name = operation["operationId"].text
    return name[:1].upper() + name[1:] if name.isalnum() else ""


def _envelope(envelope: Part, schema: Part) -> Iterator[Finding]:
    name = envelope.value
    if envelope.text not in schema["properties"]:
        mend = "write it, and require it, or name another envelope"
        yield envelope.finding(f"the 200 schema has no member {name!r}, the envelope", mend)
    elif name not in [item.value for item in schema["required"].items()]:
        yield schema["properties"].finding(
            f"the 200 schema does not require {name!r}, the envelope", f"write `required: [{name}]`"
        )
