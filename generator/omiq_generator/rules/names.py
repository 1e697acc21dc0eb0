"""What generated code calls things: no two of them by one name, and none by a name that it needs itself."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path
from typing import Final

from ..finding import Finding
from ..names import KEPT
from ..part import Part, operations
from ..schemas import named, of_answer

CLIENT: Final = frozenset(
    {"aclose", "answer", "api_url", "call", "close", "execute", "raw", "request", "sync", "with_options"}
)
"""What the clients have beside a resource for each tag."""

ADDED: Final = frozenset(
    {
        "exports.run",
        "files.download",
        "files.upload",
        "files.wait",
        "long_operations.wait",
        "workflows.download_artifacts",
    }
)
"""The methods that the clients add to those of the catalog."""

_API: Final = frozenset({"build", "cached_property", "import_module"})
"""What the generated `api/__init__.py` calls things; a package of one of these names would take its place."""

_RENAMED: Final = frozenset({*dir(builtins), "datetime", "false", "self", "true"})
"""Names that openapi-python-client appends an underscore to."""

HIDING: Final = (KEPT - {"list"}) | {"builtins"}
"""Methods that would hide what the annotations of their class name; `list` is written `builtins.list` there."""

_RUNTIME: Final = Path(__file__).parent.parent / "runtime"
_CLASS: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_TAG: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def is_tag(name: str) -> bool:
    """Say whether a tag can be an attribute of the client by the name that it has."""
    return bool(_TAG.fullmatch(name)) and not iskeyword(name) and name not in _RENAMED | CLIENT | _API


def unique(root: Part) -> Iterator[Finding]:
    """No two operations have one method, or one operationId, which becomes a module: in any letters, capital or not."""
    for keys in (("operationId",), ("x-omiq", "method")):
        first: dict[str, Part] = {}
        for operation in operations(root):
            name = operation.at(*keys)
            before = first.setdefault(name.text.lower(), name)
            if name.text and before is not name:
                file, line = root.catalog.place(*before.pointer)
                what = f"{'.'.join(keys)} {name.text!r} is that of {file.name}:{line} too"
                yield name.finding(what, "give one of them another name; capital letters do not tell them apart")


def tags(root: Part) -> Iterator[Finding]:
    """Tags are attributes of the client, by the name that they have."""
    for name in (tag["name"] for tag in root["tags"].items()):
        if name.text in CLIENT | _API:
            yield name.finding(f"{name.text!r} is what the client has already", "give the tag another name")
        elif not is_tag(name.text):
            yield name.finding(
                f"{name.text!r} is no name for a tag", "write a name like `datasets`, no name of Python's"
            )


def methods(root: Part) -> Iterator[Finding]:
    """No method takes the place of what is needed where it stands."""
    for method in (operation.at("x-omiq", "method") for operation in operations(root)):
        name = method.text.partition(".")[2]
        if name in HIDING:
            yield method.finding(f"a method {name!r} hides what annotations name", f"write another, like `get_{name}`")
        elif method.text in ADDED:
            yield method.finding(f"{method.text!r} is what the client has already", "give the method another name")


def classes(root: Part) -> Iterator[Finding]:
    """No two classes have one name, in any letters, and none has that of a class that generated code uses."""
    first = dict.fromkeys((name.lower() for name in own_classes()), "a class of the generated code itself")
    for what, name, part in _classes(root):
        if not _CLASS.fullmatch(name):
            yield part.finding(f"{name!r} is no name for a schema", "write a name like `FileSpec`")
        elif name.lower() in first:
            yield part.finding(f"{what} has the name of {first[name.lower()]}", "give one of them another name")
        first.setdefault(name.lower(), what)


def _classes(root: Part) -> Iterator[tuple[str, str, Part]]:
    """What becomes a class, the name of that class, and where it stands."""
    for tag in root["tags"].items():
        name = tag["name"].text.title().replace("_", "")
        if _TAG.fullmatch(tag["name"].text):
            yield from ((f"the tag {tag['name'].text!r}", prefix + name, tag["name"]) for prefix in ("", "Async"))
    yield from ((f"the schema {name}", name, schema) for name, schema in named(root).items())
    for title in (of_answer(operation)["title"] for operation in operations(root)):
        if title.text:
            yield f"the title {title.text}", title.text, title


def own_classes() -> set[str]:
    """The classes and types that the runtime's modules define or import; generated modules use no others."""
    found = {"OPERATIONS", "Api", "AsyncApi"}
    for path in _RUNTIME.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.ImportFrom):
                found.update(alias.name for alias in node.names if alias.name[0].isupper())
    return found
