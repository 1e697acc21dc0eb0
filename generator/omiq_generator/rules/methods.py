"""What operations are called, and where they stand on the client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword

from ..finding import Finding
from ..part import Part, nearest, operations, tag_of

_METHOD = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
_OPERATION_ID = re.compile(r"[a-z][A-Za-z0-9]*")


def identity(root: Part) -> Iterator[Finding]:
    """Tag, file and first part of the method are one name, and the second is a Python name."""
    for operation in operations(root):
        method, tag = operation.at("x-omiq", "method"), tag_of(operation)
        if operation["tags"].value != [tag] or not tag:
            what = f"the tag is not the file's name, {tag!r}" if root.catalog.is_split else "there is not one tag"
            yield operation["tags"].finding(what, f"write `tags: [{tag or '…'}]`")
        match = _METHOD.fullmatch(method.text)
        if "x-omiq" in operation and (match is None or iskeyword(match[2])):
            what = f"x-omiq.method is {method.value!r}" if method.value is not None else "no x-omiq.method"
            yield method.finding(what, f"write `method: {tag}.…`, ending in a Python name of small letters")
        elif match is not None and match[1] != tag:
            where, move = f"is of the tag {tag!r}", f"write `tags: [{match[1]}]`"
            if root.catalog.is_split:
                where, move = f"stands in {tag}.yaml", f"move the operation to {match[1]}.yaml"
            yield method.finding(f"the method {method.text!r} {where}", f"write `{tag}.{match[2]}`, or {move}")
        if not _OPERATION_ID.fullmatch(operation["operationId"].text):
            what = f"operationId is {operation['operationId'].value!r}"
            yield operation["operationId"].finding(what, "write a name like `getDataset`")


def tags(root: Part) -> Iterator[Finding]:
    """The tags of the document, with a description each, are those of the operations."""
    known = {tag["name"].text: tag for tag in root["tags"].items()}
    used = {tag_of(operation) for operation in operations(root)}
    for name, tag in known.items():
        if not tag["description"].text:
            yield tag.finding(f"the tag {name!r} has no description", "say in a sentence what it is about")
        if name not in used:
            yield tag.finding(f"no operation is of the tag {name!r}", "take the tag out, or add its operations")
    for operation in operations(root):
        name = tag_of(operation)
        if name and name not in known:
            what = f"{operation['operationId'].text} is of the tag {name!r}, and there is none"
            yield operation.finding(what, f"{nearest(name, known)}, or add it to the tags")


def summaries(root: Part) -> Iterator[Finding]:
    """Each operation says in a sentence what it does."""
    for operation in operations(root):
        text = operation["summary"].text
        if not (text[:1].isupper() and text.endswith(".") and "\n" not in text):
            what = f"{operation['operationId'].text} has no summary that is a sentence"
            yield operation["summary"].finding(what, "say what it does: `summary: Get one dataset.`")
