"""Addresses of files on the command line: DATASET/FILE, each an id or a name, or DATASET for all files of one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ._failures import NOT_FOUND, USAGE, Failure
from ._names import dataset_id, file_among, is_id

if TYPE_CHECKING:
    from .. import Client
    from ..models import File

STDIN = "-"
ADDRESSES = """\
DATASET/FILE  a file: ids, or names where they are unique, split at the first slash
DATASET       all files of a dataset
-             addresses from stdin, one a line, as `omiq files list DATASET --quiet` prints them"""


class Chosen(NamedTuple):
    """Files of a dataset; None stands for all that it has."""

    dataset: int
    files: list[File] | None

    @property
    def wanted(self) -> int | list[File]:
        """What the client's jobs take: the files, or the id of the dataset for all that it has."""
        return self.dataset if self.files is None else self.files


def chosen(client: Client, texts: Sequence[str], *, all_of_a_dataset: bool = True) -> list[Chosen]:
    """Find the files at these addresses, dataset by dataset, each once.

    Raise Failure where there is no such file, and for a dataset alone unless `all_of_a_dataset`.
    """
    datasets: dict[str, list[str | None]] = {}
    for text in lines_of(texts):
        dataset, slash, file = text.partition("/")
        if not dataset or bool(slash) != bool(file):
            raise Failure(f"{text!r} is no address of a file.", "Write DATASET/FILE.", USAGE)
        if not slash and not all_of_a_dataset:
            advice = f"Write DATASET/FILE, or pipe: omiq files list {text!r} --quiet | omiq files … -"
            raise Failure(f"{text!r} names no file.", advice, USAGE)
        datasets.setdefault(dataset, []).append(file or None)
    found: dict[int, list[str | None]] = {}
    for name, files in datasets.items():
        found.setdefault(dataset_id(client, name), []).extend(files)
    return [_chosen(client, dataset, files) for dataset, files in found.items()]


def lines_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield arguments, and in place of `-` the lines of stdin."""
    for text in texts:
        if text == STDIN:
            yield from (line for each in sys.stdin if (line := each.rstrip("\r\n")))
        else:
            yield text


def files_among(files: Iterable[File], texts: Iterable[str]) -> list[File]:
    """Return those of these files that are given by ids or names, each once; raise Failure where there is none such."""
    there = {file.id: file for file in files}
    found = dict.fromkeys(_id(there, text) for text in texts)
    return [there[id] for id in found]


def _chosen(client: Client, dataset: int, texts: Sequence[str | None]) -> Chosen:
    names = [text for text in texts if text is not None]
    if len(names) < len(texts):
        return Chosen(dataset, None)
    return Chosen(dataset, files_among(client.files.list(dataset), names))


def _id(there: dict[int, File], text: str) -> int:
    if not is_id(text):
        return file_among(there.values(), text)
    if (id := int(text)) in there:
        return id
    raise Failure(f"The dataset has no file {text}.", "`omiq files list DATASET` shows all.", NOT_FOUND)
