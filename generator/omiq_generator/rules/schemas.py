"""What schemas may say: what the generator reads, and nothing that it would lose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..finding import Finding
from ..names import python_name
from ..part import Part, nearest, operations
from ..schemas import every, everywhere, in_answers, named, of_answer, of_body, reached

_KEYWORDS = frozenset(
    {"$ref", "title", "description", "type", "format", "enum", "default", "properties", "required", "items"}
    | {"additionalProperties", "anyOf", "oneOf", "x-omiq", "x-omiq-known-values", "x-omiq-from-path"}
)
RESERVED: Final = frozenset({"raw", "view"})
"""Python names that each model has for itself."""

_PARSED_FORMATS = frozenset({"date", "date-time", "time", "duration", "uuid", "binary", "byte"})


def keywords(root: Part) -> Iterator[Finding]:
    """A schema is an object, of keywords that the generator reads."""
    for part in every(root):
        if isinstance(part.value, bool):
            yield part.finding(f"{part.key!r} is a boolean schema", "write an object; `{}` is any value")
        for key, keyword in part.members():
            if key not in _KEYWORDS and "$ref" not in part:
                yield keyword.finding(f"the generator does not read {key!r} in a schema", nearest(key, _KEYWORDS))
        for key, omiq in part["x-omiq"].members():
            if key not in ("certainty", "sources"):
                mend = nearest(key, ("certainty", "sources"))
                yield omiq.finding(f"the x-omiq of a schema has no member {key!r}", mend)


def members(root: Part) -> Iterator[Finding]:
    """Members of an object have Python names of their own."""
    for part in every(root):
        first: dict[str, str] = {}
        for key, member in part["properties"].members():
            name = python_name(key)
            if name in RESERVED:
                yield member.finding(
                    f"{name!r} is what each model has already", "leave the member out: it stays readable as an item"
                )
            elif name in first:
                what = f"the member {key!r} becomes {name}, as {first[name]!r} does"
                yield member.finding(what, "leave one of them out: it stays readable as an item")
            first.setdefault(name, key)
        for item in part["required"].items():
            if item.text not in part["properties"]:
                mend = nearest(item.text, first.values())
                yield item.finding(f"the required member {item.value!r} is not among the properties", mend)


def known_values(root: Part) -> Iterator[Finding]:
    """Known values are texts, of a text."""
    for part in every(root):
        values = part["x-omiq-known-values"]
        if "x-omiq-known-values" in part:
            if part["type"].value not in ("string", ["string", "null"]):
                yield values.finding("known values of what is not a text", "write `type: string` beside them")
            if not (values.value and all(value.text for value in values.items())):
                yield values.finding("known values are not a list of texts", "write `[…, …]`")


def objects(root: Part) -> Iterator[Finding]:
    """An object with members has a name, so that a model can be made of it."""
    answers = {of_answer(operation).pointer for operation in operations(root)}
    components = {schema.pointer for schema in named(root).values()}
    for part in every(root):
        if part.pointer not in answers | components and "properties" in part:
            mend = "make it a schema of its own and refer to it"
            yield part["properties"].finding("an object with members that has no name", mend)
        if part.pointer not in answers and "title" in part:
            yield part["title"].finding("a title, where the schema's name is one", "take it out")


def answers_are_open(root: Part) -> Iterator[Finding]:
    """What the server may answer is read whatever it holds."""
    known = named(root)
    starts = [of_answer(operation) for operation in operations(root)]
    starts += [known[name] for name in in_answers(root) if name in known]
    for part in (part for schema in starts for part in everywhere(schema)):
        if "enum" in part:
            mend = "list the values in `x-omiq-known-values`"
            yield part["enum"].finding("an answer may hold a value that is in no enum", mend)
        if part["additionalProperties"].value is False:
            mend = "write `additionalProperties: true`"
            yield part["additionalProperties"].finding("an answer may hold members that are not known", mend)
        if part["format"].text in _PARSED_FORMATS:
            what = f"the format {part['format'].text!r} in an answer is parsed, and written in another way"
            yield part["format"].finding(what, "take it out, and say it in the description")


def requests_are_closed(root: Part) -> Iterator[Finding]:
    """What is sent holds nothing that is not known, unless it is an object that the server has given."""
    known, answers = named(root), in_answers(root)
    sent = reached(root, [of_body(operation) for operation in operations(root)]) - answers
    for part in (part for name in sent for part in everywhere(known[name])):
        if "properties" in part and part["additionalProperties"].value is not False:
            yield part.finding("a request that is open", "write `additionalProperties: false`")
