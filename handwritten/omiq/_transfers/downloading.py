"""Files of a dataset, and whatever else has a signed URL, are put into a local folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple, get_args

from omiq_generated.api.files import get_download_url, list_files
from omiq_generated.models.dataset import Dataset
from omiq_generated.models.file import File

from .._errors import AuthenticationError, ConfigurationError, OmiqError, TransferError
from .crew import side_by_side
from .manifest import Manifest
from .placing import Item, Overwrite, placed
from .progress import FileTrack, ProgressArgument, Tracker, tracking
from .registering import is_unsent, name_of
from .results import Transfer, Transfers, complete
from .work import Work

_GO_ON = "Make the same call again: what is there is left alone, and what broke off is gone on with."
_FATAL = (AuthenticationError, ConfigurationError)


class Wanted(NamedTuple):
    """A file to be fetched: where to, what gives its signed URL, and what the server says of it."""

    path: Path
    ask: Callable[[FileTrack], str]
    name: str
    id: int | None = None
    size: int | None = None


def download(
    work: Work,
    files: int | Dataset | Iterable[File],
    folder: str | PathLike[str],
    *,
    overwrite: Overwrite = "never",
    concurrency: int = 16,
    progress: ProgressArgument = None,
) -> Transfers:
    """Download files; the facade's docstring says what holds."""
    check_arguments(concurrency, overwrite)
    items = [item_of(file) for file in chosen_files(work, files)]

    def ask(origin: Mapping[str, Any]) -> str:
        return work.execute(get_download_url.call(origin["dataset"], origin["id"]))

    return downloaded(work, items, ask, made_folder(folder), overwrite, concurrency, progress)


def downloaded(
    work: Work,
    items: Sequence[Item],
    ask: Callable[[Mapping[str, Any]], str],
    folder: Path,
    overwrite: Overwrite,
    concurrency: int,
    progress: ProgressArgument,
) -> Transfers:
    """Download items, and return an entry for each, in their order; raise TransfersIncomplete where one failed.

    `ask` gives the signed URL of what has this origin.
    """
    with Manifest(folder / ".omiq" / "downloads.jsonl", folder, work.clock) as manifest:
        places = placed(items, folder, manifest, overwrite)
        wanted = (_wanted(path, item, ask) for path, item in places.items())
        entries: dict[Path, Transfer] = {}
        with tracking(work, "download", progress) as tracker:
            tracker.expect_sizes([item.size for item in places.values()])
            for entry in download_all(work, wanted, most=concurrency, tracker=tracker, overwrite=overwrite):
                origin = places[entry.path].origin
                entries[entry.path] = manifest.ended(entry, direction="down", **origin)
    return complete((entries[path] for path in places), "download", _GO_ON)


def download_all(
    work: Work, wanted: Iterable[Wanted], *, most: int, tracker: Tracker, overwrite: Overwrite
) -> Iterator[Transfer]:
    """Download files side by side, and yield an entry for each as it ends.

    The tracker expects them already. Nothing that befalls a file is raised. Where nobody is signed in any more, the
    files not begun are "pending".
    """
    fetcher = _Fetcher(work, tracker, overwrite)
    yield from side_by_side(work, wanted, fetcher.fetch, most=most, tracker=tracker)


def made_folder(folder: str | PathLike[str]) -> Path:
    """Return a folder, which is made where it is missing; raise ConfigurationError where it cannot be."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The folder {path} cannot be made: {error.strerror}.") from None
    return path


def check_arguments(concurrency: int, overwrite: str) -> None:
    if concurrency < 1:
        raise ConfigurationError("concurrency is 1 or more.")
    if overwrite not in get_args(Overwrite):
        raise ConfigurationError(f"overwrite is one of {', '.join(get_args(Overwrite))}; it was {overwrite!r}.")


class _Fetcher:
    """Fetches one file after the other. Shared by the threads of a job."""

    def __init__(self, work: Work, tracker: Tracker, overwrite: Overwrite) -> None:
        self._work = work
        self._tracker = tracker
        self._overwrite: Overwrite = overwrite
        self._signed_out = False

    def fetch(self, wanted: Wanted) -> Transfer:
        if self._signed_out:
            return _entry(wanted, state="pending")
        track = self._tracker.begin(wanted.name, wanted.size)
        began = self._work.clock.monotonic()
        try:
            if is_there(wanted.path, wanted.size, self._overwrite):
                track.end("skipped")
                return _entry(wanted, size=wanted.path.stat().st_size, state="skipped")
            size, digest = self._work.storage.fetch(
                lambda: _url(wanted, track), wanted.path, wanted.size, self._work.options, track
            )
        except (OmiqError, OSError) as error:
            self._work.check()
            track.end("failed")
            if isinstance(error, _FATAL):
                self._signed_out = True
            return _entry(wanted, size=wanted.size, state="failed", error=error)
        track.end("done")
        return _entry(wanted, size=size, digest=digest, seconds=self._work.clock.monotonic() - began)


def is_there(path: Path, size: int | None, overwrite: Overwrite) -> bool:
    """Say whether a file is there, and is to stay; raise TransferError where something else is in its place."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise TransferError("there is something else than a file", advice="Move it away, or choose another folder.")
    if overwrite == "always" or not path.exists():
        return False
    return overwrite == "never" or path.stat().st_size == size


def _url(wanted: Wanted, track: FileTrack) -> str:
    track.state("waiting for a URL")
    url = wanted.ask(track)
    track.state("receiving")
    return url


def chosen_files(work: Work, files: int | Dataset | Iterable[File]) -> list[File]:
    if isinstance(files, Dataset):
        files = files.id
    if isinstance(files, int):
        return [file for file in work.execute(list_files.call(files)) if not is_unsent(file)]
    return list({file.id: file for file in files}.values())


def item_of(file: File) -> Item:
    dataset_id = file.dataset_id
    if dataset_id is None:
        raise ConfigurationError(f"The file {file.id} does not say which dataset it is of. Give the dataset's id.")
    return Item({"dataset": dataset_id, "id": file.id, "name": name_of(file)}, file.size)


def _wanted(path: Path, item: Item, ask: Callable[[Mapping[str, Any]], str]) -> Wanted:
    return Wanted(path, lambda track: ask(item.origin), item.name, item.origin.get("id"), item.size)


def _entry(wanted: Wanted, **members: Any) -> Transfer:
    return Transfer(wanted.path, wanted.name, wanted.id, **members)
