"""Read one YAML file of the catalog into plain JSON values, remembering the line of each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from .finding import Finding

Pointer = tuple[str | int, ...]
"""Member names and list positions from the root of a document to a value in it."""

_TAG = "tag:yaml.org,2002:"
_SCALARS = {_TAG + kind for kind in ("str", "int", "float", "bool", "null")}
_NOT_JSON = object()
_DEEPEST = 30
_TOO_DEEP = ("nested too deeply", "name the inner parts as schemas of their own")


@dataclass
class YamlFile:
    """The value of a file, the line of each value in it, and what is wrong with it.

    `value` is None where the file holds nothing or cannot be read.
    """

    path: Path
    value: Any = None
    lines: dict[Pointer, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, line: int, message: str, mend: str) -> None:
        self.findings.append(Finding(self.path, line, message, mend))


def read(path: Path) -> YamlFile:
    """Read a file; faults of any kind become findings."""
    file = YamlFile(path)
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"))
        if root is not None:
            file.value = _Plain(file, yaml).value(root, ())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        file.add(mark.line + 1 if mark else 1, f"not YAML: {what}", "mend the YAML")
    except ReaderError as error:
        file.add(1, f"a character that YAML does not allow: U+{error.character:04X}", "take it out")
    except YAMLError as error:
        file.add(1, f"not YAML: {error}", "mend the YAML")
    except UnicodeDecodeError as error:
        file.add(1, f"not UTF-8: {error.reason} at byte {error.start}", "save the file as UTF-8")
    except RecursionError:
        file.add(1, *_TOO_DEEP)
    except OSError as error:
        file.add(1, f"cannot be read: {error.strerror}", "add the file or make it readable")
    return file


class _Plain:
    """Turns YAML nodes into plain values."""

    def __init__(self, file: YamlFile, yaml: YAML) -> None:
        self._file = file
        self._yaml = yaml
        self._seen: set[int] = set()

    def value(self, node: Node, pointer: Pointer) -> Any:
        line = self._file.lines.setdefault(pointer, _line(node))
        if id(node) in self._seen:
            self._file.add(line, "an alias", "write it out, or name it as a schema and use $ref")
            return None
        self._seen.add(id(node))
        if len(pointer) > _DEEPEST:
            self._file.add(line, *_TOO_DEEP)
            return None
        if isinstance(node, MappingNode) and node.tag == f"{_TAG}map":
            return dict(self._members(node, pointer))
        if isinstance(node, SequenceNode) and node.tag == f"{_TAG}seq":
            return [self.value(item, (*pointer, index)) for index, item in enumerate(node.value)]
        value = self._scalar(node) if isinstance(node, ScalarNode) else _NOT_JSON
        if value is _NOT_JSON:
            self._file.add(line, "a value that JSON does not have", "put it in quotes, or take it out")
            return None
        return value

    def _members(self, node: MappingNode, pointer: Pointer) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None or key_node.tag != f"{_TAG}str":
                self._file.add(line, f"a key that is not a text: {key or 'of several parts'}", "put it in quotes")
            elif key in first:
                self._file.add(line, f"{key!r} again, first on line {first[key]}", "take one of them out")
            else:
                first[key] = line
                self._file.lines[*pointer, key] = line
                yield key, self.value(value_node, (*pointer, key))

    def _scalar(self, node: ScalarNode) -> Any:
        if node.tag not in _SCALARS:
            return _NOT_JSON
        try:
            value = self._yaml.constructor.construct_object(node)
        except (YAMLError, ValueError, KeyError):
            return _NOT_JSON
        return _NOT_JSON if isinstance(value, float) and not math.isfinite(value) else value


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
