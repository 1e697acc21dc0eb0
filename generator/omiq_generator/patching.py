"""Change members of a YAML file by a JSON Merge Patch (RFC 7396), and leave every other letter of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

_PLAIN: Final = re.compile(r"[A-Za-z$][A-Za-z0-9_.$/ ()-]*")
_OTHER_THAN_TEXT: Final = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n|.* |.*- ?")
_LONG: Final = 70


class Edit(NamedTuple):
    """A piece of a text, from `start` to `end`, that becomes another."""

    start: int
    end: int
    new: str


def merged(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch: null takes a member out, a list goes in whole."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def patched(text: str, patch: Mapping[str, Any]) -> str:
    """Return the text of a YAML file, an object, with a patch applied; raise ValueError where its form hinders that."""
    if "\r\n" in text:
        return patched(text.replace("\r\n", "\n"), patch).replace("\n", "\r\n")
    root = YAML(typ="safe", pure=True).compose(text)
    edits = _edits(text, root, patch) if isinstance(root, MappingNode) else ()
    new = text
    for edit in reversed(sorted(edits, key=attrgetter("start"))):  # noqa: C413 (at one place the first stays first)
        new = new[: edit.start] + edit.new + new[edit.end :]
    try:
        is_right = _value(new) == merged(_value(text), patch)
    except YAMLError:
        is_right = False
    if not is_right:
        raise ValueError("it has a form that cannot be edited")
    return new


def written(document: Mapping[str, Any]) -> str:
    """Return an object as the text of a YAML file."""
    return "".join(f"{_lines(name, value, 0)}\n" for name, value in document.items())


def _edits(text: str, node: MappingNode, patch: Mapping[str, Any]) -> Iterator[Edit]:
    found = {key.value: (key, value) for key, value in node.value}
    gone = [key for key, value in patch.items() if value is None and key in found]
    more = {key: merged(None, value) for key, value in patch.items() if value is not None and key not in found}
    if gone and (node.flow_style or not (more or found.keys() - set(gone))):
        start, end = node.start_mark.index, _end(text, node)
        yield Edit(start, end, flow(merged(_value(text[start:end]) if node.flow_style else {}, patch)))
        return
    for key, value in patch.items():
        if key in found and value is not None:
            yield from _changed(text, *found[key], value)
    for key in gone:
        if more:
            name, (old, value) = next(iter(more)), found[key]
            yield Edit(old.start_mark.index, _end(text, value), _pair(node, name, more.pop(name)))
        else:
            yield _removed(text, *found[key])
    if more:
        yield _added(text, node, more)


def _changed(text: str, key: Node, value: Node, new: Any) -> Iterator[Edit]:
    if isinstance(value, MappingNode) and isinstance(new, Mapping):
        yield from _edits(text, value, new)
    else:
        yield Edit(key.end_mark.index, _end(text, value), f": {flow(merged(None, new))}")


def _added(text: str, node: MappingNode, more: Mapping[str, Any]) -> Edit:
    if node.flow_style:
        end = node.end_mark.index - 1
        return Edit(end, end, (", " if node.value else "") + flow(more)[1:-1])
    below = f"\n{' ' * node.start_mark.column}"
    end = _end_of_line(text, node)
    return Edit(end, end, "".join(below + _pair(node, name, value) for name, value in more.items()))


def _removed(text: str, key: Node, value: Node) -> Edit:
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    return Edit(start, _end_of_line(text, value) + 1, "")


def _end(text: str, node: Node) -> int:
    """Return where the last letter of a value ends; the mark of one in block style stands further on."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, MappingNode) else last)
    end = int(node.end_mark.index)
    return len(text[:end].rstrip()) if isinstance(node, ScalarNode) and node.style in ("|", ">") else end


def _end_of_line(text: str, node: Node) -> int:
    end = text.find("\n", _end(text, node))
    return len(text) if end < 0 else end


def _pair(node: MappingNode, name: str, value: Any) -> str:
    """Write a member of an object, in the object's own style."""
    return f"{flow(name)}: {flow(value)}" if node.flow_style else _lines(name, value, node.start_mark.column)


def _lines(name: str, value: Any, indent: int) -> str:
    """Write a member on one line where it is short, else its members below it."""
    on_one = f"{flow(name)}: {flow(value)}"
    if not _is_object(value) or (len(on_one) <= _LONG and not any(map(_is_object, value.values()))):
        return on_one
    below = f"\n{' ' * (indent + 2)}"
    return f"{flow(name)}:" + "".join(below + _lines(key, inner, indent + 2) for key, inner in value.items())


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def flow(value: Any) -> str:
    """Write a value as YAML on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{flow(key)}: {flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if not (isinstance(value, str) and value.isprintable()):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and not _OTHER_THAN_TEXT.fullmatch(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _value(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)
