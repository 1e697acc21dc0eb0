"""The text of generated docstrings."""

from __future__ import annotations

import re
from textwrap import fill
from typing import Any, Final

WIDTH: Final = 96
"""Characters of a line, without its indent."""


def of_operation(operation: dict[str, Any], described: dict[str, Any], arguments: list[dict[str, Any]]) -> str:
    """Say what an operation does, how the API calls it, how sure that is, what it is told and what it raises."""
    parts = [
        _wrapped(operation["summary"]),
        _paragraphs(operation.get("description", "")),
        _wrapped(f"`{described['method']} {described['path']}`, {_evidence(operation['x-omiq'])}."),
        _section("Args", [(argument["name"], argument["text"]) for argument in arguments if argument["text"]]),
        _section("Raises", _raised(described, arguments)),
    ]
    return _closed("\n\n".join(part for part in parts if part))


def of_schema(schema: dict[str, Any]) -> str:
    """Say what an object is, and how sure that is."""
    parts = [_paragraphs(schema.get("description", "A JSON object."))]
    if "x-omiq" in schema:
        evidence = _evidence(schema["x-omiq"])
        parts.append(_wrapped(f"{evidence[0].upper()}{evidence[1:]}."))
    return _closed("\n\n".join(parts))


def of_value(schema: dict[str, Any]) -> str:
    """Say what a member or an argument is, and which values it may have."""
    parts = [schema.get("description", "")]
    for title, values in (("One of", schema.get("enum")), ("Known values:", schema.get("x-omiq-known-values"))):
        if values:
            parts.append(f"{title} {', '.join(f'`{value}`' for value in values)}.")
    if schema.get("x-omiq", {}).get("certainty") == "inferred":
        parts.append("(Inferred.)")
    return _closed(_wrapped(" ".join(part for part in parts if part)))


def _raised(described: dict[str, Any], arguments: list[dict[str, Any]]) -> list[tuple[str, str]]:
    raised = []
    if any(argument["place"] == "path" for argument in arguments):
        raised.append(("NotFound", "there is no such resource, or the caller may not see it."))
    if described["authenticated"]:
        raised.append(("PermissionDenied", "the caller's role does not allow it."))
    else:
        raised.append(("LoginRefused", "the server does not accept the secret key."))
    if described["retry"] == "never":
        raised.append(("OutcomeUnknown", f"nobody can tell whether the server did it. {described['look_up']}"))
    raised.append(("CallError", "the call failed otherwise; the subclass says why."))
    return raised


def _evidence(omiq: dict[str, Any]) -> str:
    return f"{omiq['certainty']} ({', '.join(omiq['sources'])})"


def _section(title: str, entries: list[tuple[str, str]]) -> str:
    lines = [_wrapped(f"{name}: {text}", "    ", "        ") for name, text in entries]
    return "\n".join([f"{title}:", *lines]) if lines else ""


def _paragraphs(text: str) -> str:
    return "\n\n".join(map(_wrapped, re.split(r"\n\s*\n", text.strip())))


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return fill(
        " ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _closed(text: str) -> str:
    """Keep the closing quotes off a text of several lines, or one that ends as they begin."""
    return f"{text}\n" if "\n" in text or text.endswith(('"', "\\")) else text
