"""Where downloads go in a folder: the same file always to the same path, and never in another's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from .manifest import Manifest
from .names import local_names

Overwrite: TypeAlias = Literal["never", "changed", "always"]
_Key: TypeAlias = tuple[int, str]


class Item(NamedTuple):
    """Something to be fetched: what the manifest says it is, and its size if that is known.

    `origin` has the server's `name`, and the `id` of a file, or the `workflow` and the `task` of an artifact.
    """

    origin: Mapping[str, Any]
    size: int | None

    @property
    def name(self) -> str:
        return str(self.origin["name"])


def placed(items: Sequence[Item], folder: Path, manifest: Manifest, overwrite: Overwrite) -> dict[Path, Item]:
    """Return the items by their paths, and write down those that are new.

    What the manifest has stays where it is. A name that it has of something else is taken; so is, unless files are to
    be overwritten, that of a file that the manifest does not know and that has not the item's size.
    """
    earlier = {_key(entry): path for path, entry in manifest.entries.items()}
    new = {_key(item.origin): item for item in items if _key(item.origin) not in earlier}
    taken = set(earlier.values())
    names = _names(new, taken)
    while overwrite == "never" and (others := {names[key] for key in new if _is_other(folder / names[key], new[key])}):
        taken |= others
        names = _names(new, taken)
    for key, item in new.items():
        manifest.record(path=folder / names[key], direction="down", outcome="intended", **item.origin)
    paths = names | earlier
    return {folder / paths[_key(item.origin)]: item for item in items}


def _key(origin: Mapping[str, Any]) -> _Key:
    """Return what tells one thing from all others: a file's id, or an artifact's task, workflow and name."""
    if "task" in origin:
        return origin["task"], f"{origin.get('workflow')}/{origin.get('name')}"
    return origin.get("id", 0), ""


def _names(items: Mapping[_Key, Item], taken: set[str]) -> dict[_Key, str]:
    return local_names(((key, item.name) for key, item in items.items()), taken, mark=lambda key: key[0])


def _is_other(path: Path, item: Item) -> bool:
    return path.is_file() and path.stat().st_size != item.size
