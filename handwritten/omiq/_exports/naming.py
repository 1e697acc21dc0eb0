"""Where the exported files go: `DATASET/FILE.POPULATION.csv` in a folder, and what of that is there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from .._transfers.manifest import Manifest
from .._transfers.names import local_names
from .._transfers.registering import name_of
from .request import Place, Request


class Target(NamedTuple):
    """Where the export of a request goes, what the manifest has of it, and whether the file is there, whole."""

    request: Request
    digest: str
    path: Path
    earlier: Mapping[str, Any]
    is_there: bool


def targets(requests: Sequence[Request], dataset_name: str, folder: Path, manifest: Manifest) -> list[Target]:
    """Return the target of each request.

    What an earlier run has exported stays where it is. No other file is ever replaced: where a name is taken, by the
    export of another request or by anything else, the first digits of the request's digest are put behind it.
    """
    earlier = {entry["request"]: path for path, entry in manifest.entries.items() if "request" in entry}
    by_digest = {request.digest(): request for request in requests}
    known = {digest: manifest.entries[earlier[digest]] for digest in by_digest if digest in earlier}
    found = {
        digest: _found(by_digest[digest], digest, folder / earlier[digest], entry) for digest, entry in known.items()
    }
    new = {digest: request for digest, request in by_digest.items() if found.get(digest) is None}
    home = folder / _home(requests[0].place.dataset_id, dataset_name, manifest.entries)
    names = _names(new, _taken(home, earlier.values()))
    return [
        found.get(digest) or Target(request, digest, home / names[digest], known.get(digest, {}), is_there=False)
        for digest, request in by_digest.items()
    ]


def _found(request: Request, digest: str, path: Path, entry: Mapping[str, Any]) -> Target | None:
    """Return the target that a request has had, unless something else is there now."""
    if not path.exists():
        return Target(request, digest, path, entry, is_there=False)
    return Target(request, digest, path, entry, is_there=True) if _is_whole(path, entry) else None


def _is_whole(path: Path, entry: Mapping[str, Any]) -> bool:
    """Tell whether a file is the one that was exported: it came and has its size, or got its name just before a kill.

    While a file is fetched its bytes are in `NAME.part`, which is gone once it has its name.
    """
    if entry.get("outcome") == "fetching":
        return path.is_file() and not path.with_name(f"{path.name}.part").exists()
    return entry.get("outcome") == "received" and path.is_file() and path.stat().st_size == entry.get("size")


def _home(dataset_id: int, name: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the dataset's folder: its name, with its id behind it where another dataset has that folder."""
    theirs = {PurePosixPath(path).parts[0] for path, entry in entries.items() if entry.get("dataset") != dataset_id}
    return local_names([(dataset_id, name)], theirs)[dataset_id]


def _taken(home: Path, earlier: Iterable[str]) -> set[str]:
    here = {path.name for path in home.iterdir()} if home.is_dir() else set[str]()
    return here | {PurePosixPath(path).name for path in earlier if PurePosixPath(path).parts[0] == home.name}


def _names(requests: Mapping[str, Request], taken: set[str]) -> dict[str, str]:
    """Return a name for each request, by its digest."""
    digests = {request.file.id: digest for digest, request in requests.items()}
    plain = local_names((id, _name(requests[digest])) for id, digest in digests.items())
    free = local_names(plain.items(), taken)
    names = local_names(
        (
            (id, plain[id] if free[id] == plain[id] else _name(requests[digest], f" {digest[:8]}"))
            for id, digest in digests.items()
        ),
        taken,
    )
    return {digests[id]: name for id, name in names.items()}


def _name(request: Request, mark: str = "") -> str:
    name = name_of(request.file) or str(request.file.id)
    stem, _, suffix = name.rpartition(".")
    stem = stem if stem and suffix.casefold() in ("fcs", "csv") else name
    population = _population(request.place)
    return f"{stem}{population and '.' + population}{mark}.{request.settings.format}"


def _population(place: Place) -> str:
    """Return the path of the filter where there is one, the task's name where there are several."""
    if len(place.filters) == 1:
        return next(iter(place.filters.values()))
    name = place.task.raw.get("name")
    return name if place.filters and isinstance(name, str) else ""
