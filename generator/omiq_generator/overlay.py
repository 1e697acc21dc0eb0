"""Overlays: files of additions to a catalog, each one document in the catalog's own form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from . import yaml_file
from .amending import AMENDS, amend
from .catalog import Catalog, curated
from .clashes import clashes
from .finding import Finding, Place
from .part import Part, nearest
from .yaml_file import Pointer

_MEMBERS: Final = {"paths": dict, "components": dict, "tags": list, "x-omiq-sources": dict, AMENDS: dict}


def load(built_in: Mapping[str, Any], files: Sequence[Path]) -> Catalog:
    """Put overlays onto the document that ships, one after the other.

    Faults of the files, and what clashes with what is there already, are listed in `findings`; a rule of what the
    document may say is not looked at here. What overlays add stands behind what is built in, in `places` alone.
    """
    base = curated(built_in)
    catalog = Catalog(files[-1], deepcopy(base), is_split=False)
    for path in files:
        _put(catalog, _overlay(path), base)
    return catalog


def _overlay(path: Path) -> Catalog:
    """Read one file as a catalog of its own."""
    file = yaml_file.read(path)
    places = {pointer: Place(path, line) for pointer, line in file.lines.items()}
    overlay = Catalog(path, {}, file.findings, places, is_split=False)
    if isinstance(file.value, dict):
        overlay.document = file.value
    elif file.value is not None:
        overlay.findings.append(Finding(path, 1, "the file is not an object", "write `paths: …` and what it needs"))
    overlay.is_whole = isinstance(file.value, dict) or not overlay.findings
    return overlay


def _put(catalog: Catalog, overlay: Catalog, base: dict[str, Any]) -> None:
    """Put an overlay onto the document, unless it is no overlay, or clashes with what is there."""
    root = Part.whole(overlay)
    wrong = list(_form(root))
    wrong = wrong or [*clashes(Part.whole(catalog), root)]
    catalog.findings += overlay.findings + wrong
    catalog.is_whole &= overlay.is_whole and not wrong
    if overlay.is_whole and not wrong:
        catalog.findings += amend(catalog, root[AMENDS], base)
        for part, at in _additions(catalog.document, root):
            _add(catalog, part, at)


def _form(root: Part) -> Iterator[Finding]:
    """Tell what is no part of an overlay."""
    for key, member in root.members():
        if key not in _MEMBERS:
            yield member.finding(f"an overlay has no member {key!r}", nearest(key, _MEMBERS))
        elif not isinstance(member.value, _MEMBERS[key]):
            kind = "a list" if _MEMBERS[key] is list else "an object"
            yield member.finding(f"`{key}` is not {kind}", "write its members, or take it out")
    for key, member in root["components"].members():
        if key != "schemas":
            yield member.finding(f"an overlay has no components {key!r}", "write `schemas`")
        elif not isinstance(member.value, dict):
            yield member.finding("`schemas` is not an object", "write `Name: …`, or take it out")


def _additions(document: dict[str, Any], root: Part) -> Iterator[tuple[Part, Pointer]]:
    """Yield what an overlay adds, and where in the document it goes."""
    for path, item in root["paths"].members():
        if isinstance(document["paths"].get(path), dict) and isinstance(item.value, dict):
            yield from ((member, member.pointer) for _, member in item.members())
        else:
            yield item, item.pointer
    for whole in (root.at("components", "schemas"), root["x-omiq-sources"]):
        yield from ((part, part.pointer) for _, part in whole.members())
    for tag in root["tags"].items():
        if tag.value not in document["tags"]:
            yield tag, ("tags", len(document["tags"]))


def _add(catalog: Catalog, part: Part, at: Pointer) -> None:
    """Put a part of an overlay into the document, and note where it stands."""
    target: Any = catalog.document
    for key in at[:-1]:
        target = target[key]
    if isinstance(target, list):
        target.append(part.value)
    else:
        target[at[-1]] = part.value
    catalog.note(at, part.catalog, part.pointer)
