"""Whether a call may be repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..part import Part, nearest, operations

_CLASSES = ("safe", "idempotent", "never")
_CALL = re.compile(r"`(\w+\.\w+)\(")


def retry(root: Part) -> Iterator[Finding]:
    """Each operation has a retry class, a reason where that is not plain, and what to look up where it is `never`."""
    methods = {operation.at("x-omiq", "method").text for operation in operations(root)}
    for operation in (operation for operation in operations(root) if "x-omiq" in operation):
        omiq, name = operation["x-omiq"], operation["operationId"].text
        value = omiq["retry"].value
        if value is None:
            yield omiq["retry"].finding(f"{name} has no x-omiq.retry", f"write one of {', '.join(_CLASSES)}")
        elif value not in _CLASSES:
            yield omiq["retry"].finding(f"the retry class {value!r} is none", nearest(str(value), _CLASSES))
        elif not (value == "safe" and operation.key == "get") and not omiq["reason"].text:
            what = f"{name} is {value} for no reason"
            yield omiq["retry"].finding(what, "write `reason: …`: what a repeat does on the server")
        if value == "never" and not omiq["look-up"].text:
            what = f"{name} is never repeated, and nothing says what to look up then"
            yield omiq["retry"].finding(what, "write `look-up: …`: how to find out whether the server did it")
        if value != "never" and "look-up" in omiq:
            yield omiq["look-up"].finding("look-up is for what is never repeated", "take it out")
        for method in _CALL.findall(omiq["look-up"].text):
            if method not in methods:
                yield omiq["look-up"].finding(f"look-up names {method!r}, no method", nearest(method, methods))
