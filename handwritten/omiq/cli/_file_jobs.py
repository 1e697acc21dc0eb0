"""Jobs on files that are plain calls of the client: tagging, deleting, waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from .. import Client, OmiqError, TransfersIncomplete
from .._errors import AuthenticationError
from .._transfers.metadata import tagged, tags_for
from .._transfers.registering import name_of
from .._transfers.results import Transfer, Transfers
from ..models import File
from ._addresses import Chosen

_SHOWN = 5  # names in a question


def set_tags(client: Client, those: Chosen, metadata: Mapping[str, str] | Path) -> Transfers:
    """Set tags of files; raise TransfersIncomplete where some could not be set."""
    files = client.files.list(those.dataset) if those.files is None else those.files
    tags = tags_for(metadata, {name_of(file) for file in files})
    named = [file for file in files if tags.of(name_of(file), file.id)]
    return _checked(
        client._carried_out(
            partial(tagged, dataset_id=those.dataset, entries=[_entry(file) for file in named], tags=tags)
        )
    )


def delete_files(client: Client, dataset: int, files: Sequence[File]) -> Transfers:
    """Delete files one after the other; one that fails does not stop the others."""
    return _checked(_deleted(client, dataset, files))


def wait_for(client: Client, dataset: int, files: Sequence[File] | None, progress: bool | None) -> Transfers:
    """Wait until files are processed."""
    found = client.files.wait(dataset, files, progress=progress)
    return Transfers(_entry(file) for file in found)


def names_of(files: Sequence[File]) -> str:
    """Return how many files there are and what the first are called."""
    names = ", ".join(name_of(file) for file in files[:_SHOWN])
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return f"{len(files)} file{'s'[: len(files) != 1]} ({names}{more})"


def _deleted(client: Client, dataset: int, files: Sequence[File]) -> Iterator[Transfer]:
    signed_out = False
    for file in files:
        entry, began = _entry(file), monotonic()
        if signed_out:
            yield entry._replace(state="pending")
            continue
        try:
            client.files.delete(dataset, file.id)
        except OmiqError as error:
            signed_out = isinstance(error, AuthenticationError)
            yield entry._replace(state="failed", error=error)
        else:
            yield entry._replace(seconds=monotonic() - began)


def _entry(file: File) -> Transfer:
    return Transfer(Path(), name_of(file), file.id, file.size)


def _checked(entries: Iterator[Transfer] | list[Transfer]) -> Transfers:
    results = Transfers(entries)
    if results.failed:
        raise TransfersIncomplete("", results=results)
    return results
