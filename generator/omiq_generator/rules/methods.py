"""What operations are called, and where they stand on the client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword

from ..finding import Finding
from ..part import Part, nearest, operations

_METHOD = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
_OPERATION_ID = re.compile(r"[a-z][A-Za-z0-9]*")


def identity(root: Part) -> Iterator[Finding]:
    """Tag, file and first part of the method are one name, and the second is a Python name."""
    for operation in operations(root):
        method = operation.at("x-omiq", "method")
        file = root.catalog.place(*operation.pointer).file.stem
        if operation["tags"].value != [file]:
            yield operation["tags"].finding(f"the tag is not the file's name, {file!r}", f"write `tags: [{file}]`")
        match = _METHOD.fullmatch(method.text)
        if "x-omiq" in operation and (match is None or iskeyword(match[2])):
            what = f"x-omiq.method is {method.value!r}" if method.value is not None else "no x-omiq.method"
            yield method.finding(what, f"write `method: {file}.…`, ending in a Python name of small letters")
        elif match is not None and match[1] != file:
            mend = f"write `{file}.{match[2]}`, or move the operation to {match[1]}.yaml"
            yield method.finding(f"the method {method.text!r} stands in {file}.yaml", mend)
        if not _OPERATION_ID.fullmatch(operation["operationId"].text):
            what = f"operationId is {operation['operationId'].value!r}"
            yield operation["operationId"].finding(what, "write a name like `getDataset`")


def tags(root: Part) -> Iterator[Finding]:
    """The tags of openapi.yaml, with a description each, are those of the operations."""
    known = {tag["name"].text: tag for tag in root["tags"].items()}
    used = {root.catalog.place(*item.pointer).file.stem for _, item in root["paths"].members()}
    for name, tag in known.items():
        if not tag["description"].text:
            yield tag.finding(f"the tag {name!r} has no description", "say in a sentence what it is about")
        if name not in used:
            yield tag.finding(f"there is no paths/{name}.yaml", "take the tag out, or add its operations")
    for path, item in root["paths"].members():
        name = root.catalog.place(*item.pointer).file.stem
        if name not in known:
            mend = f"{nearest(name, known)}, or add it to the tags of openapi.yaml"
            yield item.finding(f"{path} stands in {name}.yaml, and there is no tag {name!r}", mend)


def summaries(root: Part) -> Iterator[Finding]:
    """Each operation says in a sentence what it does."""
    for operation in operations(root):
        text = operation["summary"].text
        if not (text[:1].isupper() and text.endswith(".") and "\n" not in text):
            what = f"{operation['operationId'].text} has no summary that is a sentence"
            yield operation["summary"].finding(what, "say what it does: `summary: Get one dataset.`")
