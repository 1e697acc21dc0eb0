"""Local files are put into a dataset: registered in batches, sent to signed URLs, and never there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from omiq_generated.api.files import list_files
from omiq_generated.models.file import File

from .._errors import AuthenticationError, BadRequest, ConfigurationError, OmiqError, TransferError
from .._storage import Source
from .crew import side_by_side
from .metadata import Metadata, tagged, tags_for
from .progress import ProgressArgument, Tracker, tracking
from .registering import Place, Registrar, is_unsent, name_of
from .results import Transfer, Transfers, complete
from .scanning import Paths, sources
from .waiting import failure, has_failed, processed
from .work import Work

if TYPE_CHECKING:
    from .manifest import Manifest

OnDuplicate: TypeAlias = Literal["error", "skip", "add"]

_BATCH_FILES, _BATCH_BYTES = 32, 8 << 20
_SHOWN = 10  # names in a message
_GO_ON = "Make the same call again with on_duplicate='skip': what is in the dataset already is left alone."
_FATAL = (AuthenticationError, ConfigurationError)


class Upload(NamedTuple):
    """A file to be sent, the name that it gets, and the ids of entries whose bytes never came, which it replaces."""

    source: Source
    name: str
    stale: tuple[int, ...] = ()


def upload(
    work: Work,
    dataset_id: int,
    paths: Paths,
    *,
    pattern: str = "*.fcs",
    concurrency: int = 16,
    progress: ProgressArgument = None,
    wait: bool = True,
    metadata: Metadata | None = None,
    on_duplicate: OnDuplicate = "error",
) -> Transfers:
    """Upload files; the facade's docstring says what holds."""
    _check(concurrency, on_duplicate)
    found = sources(paths, pattern)
    tags = tags_for(metadata, {source.path.name for source in found})
    there = work.execute(list_files.call(dataset_id))
    planned = planned_uploads(found, there, on_duplicate)
    entries = {item.path: item for item in planned if isinstance(item, Transfer)}
    plans = [item for item in planned if isinstance(item, Upload)]
    with tracking(work, "upload", progress) as tracker:
        tracker.skip(len(entries))
        tracker.expect_sizes([plan.source.size for plan in plans])
        for entry in upload_all(work, dataset_id, plans, there=there, most=concurrency, tracker=tracker):
            entries[entry.path] = entry
    results = tagged(work, dataset_id, (entries[source.path] for source in found), tags)
    if wait:
        results = processed(work, dataset_id, results, progress)
    return complete(results, "upload", _GO_ON)


def upload_all(
    work: Work,
    dataset_id: int,
    plans: Sequence[Upload],
    *,
    there: Iterable[File],
    most: int,
    tracker: Tracker,
    manifest: Manifest | None = None,
) -> Iterator[Transfer]:
    """Upload files side by side, and yield an entry for each as it ends; `there` are the dataset's files so far.

    The tracker expects them already. Nothing that befalls a file is raised. Where nobody is signed in any more, the
    files not begun are "pending".
    """
    sender = _Sender(work, dataset_id, there, tracker, manifest)
    for batch in side_by_side(work, _batches(plans), sender.send, most=most, tracker=tracker):
        yield from batch
    sender.registrar.tidy()


class _Sender:
    """Registers and sends batches of files. Shared by the threads of a job."""

    def __init__(
        self, work: Work, dataset_id: int, there: Iterable[File], tracker: Tracker, manifest: Manifest | None
    ) -> None:
        files = list(there)
        self.registrar = Registrar(work, dataset_id, files)
        self._work = work
        self._dataset_id = dataset_id
        self._known = _by_name(files)
        self._tracker = tracker
        self._manifest = manifest
        self._signed_out = False

    def send(self, plans: Sequence[Upload]) -> list[Transfer]:
        """Register the files of a batch, and send one after the other."""
        if self._signed_out:
            return [_entry(plan, state="pending") for plan in plans]
        try:
            places = self._places(plans)
        except BadRequest as error:
            if len(plans) > 1:  # one of them may be to blame
                return [entry for plan in plans for entry in self.send([plan])]
            return [self._unregistered(plans[0], error)]
        except OmiqError as error:
            return [self._unregistered(plan, error) for plan in plans]
        return [self._sent(plan, place) for plan, place in zip(plans, places, strict=True)]

    def _places(self, plans: Sequence[Upload]) -> list[Place]:
        for plan in plans:
            known = [file.id for file in self._known.get(plan.name, ()) if file.id not in plan.stale]
            self._record(plan, outcome="intended", known=known)
        for stale in (file_id for plan in plans for file_id in plan.stale):
            self.registrar.delete(stale)
        places = self.registrar.register([plan.name for plan in plans])
        try:
            for plan, place in zip(plans, places, strict=True):
                self._record(plan, outcome="registered", id=place.id)
        except TransferError:
            for place in places:
                self.registrar.delete(place.id)
            raise
        return places

    def _sent(self, plan: Upload, first: Place) -> Transfer:
        places, asked = [first], count()

        def ask() -> str:
            if next(asked):  # the URL has expired
                track.state("registering")
                self.registrar.delete(places[-1].id)
                places.extend(self._places([plan._replace(stale=())]))
            track.state("sending")
            return places[-1].url

        began = self._work.clock.monotonic()
        track = self._tracker.begin(plan.name, plan.source.size)
        try:
            digest = self._work.storage.send(plan.source, ask, self._work.options, track).digest
        except (OmiqError, OSError) as error:
            self._work.check()
            track.end("failed")
            return self._failed(plan, error, left=self._left(places[-1], error))
        track.end("done")
        entry = _entry(plan, id=places[-1].id, digest=digest, seconds=self._work.clock.monotonic() - began)
        return self._noted(plan, entry, outcome="sent", id=entry.id, digest=digest)

    def _left(self, place: Place, error: Exception) -> int | None:
        """Delete the entry of a file whose bytes did not come; return its id where it cannot be deleted."""
        try:
            self.registrar.delete(place.id)
        except OmiqError as why:
            error.add_note(f"Its entry in the dataset, {place.id}, is without bytes and could not be deleted: {why}")
            return place.id
        return None

    def _unregistered(self, plan: Upload, error: OmiqError) -> Transfer:
        self._tracker.begin(plan.name, plan.source.size).end("failed")
        return self._failed(plan, error)

    def _failed(self, plan: Upload, error: Exception, *, left: int | None = None) -> Transfer:
        self._signed_out = self._signed_out or isinstance(error, _FATAL)
        entry = _entry(plan, id=left, state="failed", error=error)
        return self._noted(plan, entry, outcome="failed", id=left, error=str(error))

    def _record(self, plan: Upload, **members: Any) -> None:
        if self._manifest is not None:
            self._manifest.record(path=plan.source.path, **self._origin(plan), **members)

    def _noted(self, plan: Upload, entry: Transfer, **members: Any) -> Transfer:
        return entry if self._manifest is None else self._manifest.noted(entry, **self._origin(plan), **members)

    def _origin(self, plan: Upload) -> dict[str, Any]:
        size, modified = plan.source.size, plan.source.modified
        return {"direction": "up", "name": plan.name, "dataset": self._dataset_id, "size": size, "modified": modified}


def _batches(plans: Iterable[Upload]) -> Iterator[list[Upload]]:
    """Yield the files that are registered by one call; a large one alone."""
    batch: list[Upload] = []
    size = 0
    for plan in plans:
        if batch and (len(batch) == _BATCH_FILES or size + plan.source.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(plan)
        size += plan.source.size
    if batch:
        yield batch


def planned_uploads(
    found: Sequence[Source], there: Iterable[File], on_duplicate: OnDuplicate
) -> list[Upload | Transfer]:
    """Say what is to become of each file: an upload, or an entry where nothing is to be sent."""
    if on_duplicate == "add":
        return [Upload(source, source.path.name) for source in found]
    same = _by_name(there)
    names = Counter(source.path.name for source in found)
    _refuse([name for name, times in names.items() if times > 1], "Several of the files have the same name")
    if on_duplicate == "error":
        _refuse([name for name in names if name in same], "The dataset has files of the same name already")
    return [_compared(source, same.get(source.path.name, ())) for source in found]


def _refuse(names: Sequence[str], words: str) -> None:
    if names:
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        advice = "Rename them, or choose on_duplicate: 'skip' sends what the dataset lacks, 'add' sends all."
        raise ConfigurationError(f"{words}: {shown}. {advice}")


def _compared(source: Source, same: Sequence[File]) -> Upload | Transfer:
    """Compare a file with those of its name in the dataset; those whose bytes never came are replaced."""
    plan = Upload(source, source.path.name, tuple(file.id for file in same if is_unsent(file)))
    arrived = [file for file in same if not is_unsent(file)]
    if not arrived:
        return plan
    alike = [file for file in arrived if file.size == source.size]
    if not alike and any(file.status == "UPLOADING" for file in arrived):
        words = "a file of this name is on its way into the dataset (UPLOADING)"
        advice = "Wait until that upload has ended; where there is none, delete the file in OMIQ. Then go on."
        return _entry(plan, state="failed", error=TransferError(words, advice=advice))
    if not alike:
        sizes = " and ".join("an unknown size" if file.size is None else f"{file.size} bytes" for file in arrived)
        words = f"the dataset has a file of this name with {sizes}; this one has {source.size} bytes"
        advice = "Rename it, delete the other one in OMIQ, or send it as one more by on_duplicate='add'."
        return _entry(plan, state="failed", error=TransferError(words, advice=advice))
    if readable := [file for file in alike if not has_failed(file)]:
        return _entry(plan, id=readable[0].id, state="skipped")
    return _entry(plan, id=alike[0].id, state="failed", error=failure(alike[0]))


def _entry(plan: Upload, **members: Any) -> Transfer:
    return Transfer(plan.source.path, plan.name, size=plan.source.size, **members)


def _by_name(files: Iterable[File]) -> dict[str, list[File]]:
    found: dict[str, list[File]] = {}
    for file in files:
        found.setdefault(name_of(file), []).append(file)
    return found


def _check(concurrency: int, on_duplicate: str) -> None:
    if concurrency < 1:
        raise ConfigurationError("concurrency is 1 or more.")
    if on_duplicate not in get_args(OnDuplicate):
        raise ConfigurationError(f"on_duplicate is one of {', '.join(get_args(OnDuplicate))}; it was {on_duplicate!r}.")
