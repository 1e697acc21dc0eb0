"""Upload what is new in a folder of FCS files to a dataset, as a service account, from a scheduler.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/nightly_upload.py FOLDER "Name of the dataset"

A file that the dataset has already, by name and size, is left alone; one whose upload was cut off is uploaded anew. So
it can be run again at any time, but not twice at once. The exit status is 0 where all files are in the dataset and
readable, 1 where some are not, and 2 where nothing could be tried.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import httpx

import omiq
from omiq.models import File
from quickstart import upload


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        paths = sorted(path for path in options.folder.iterdir() if path.suffix.lower() == ".fcs")
        with omiq.Client() as client:
            dataset_id = find_or_create(client, options.dataset)
            failed = upload_new(client, dataset_id, paths)
            arrived = {path.name for path in paths} - failed.keys()
            failed |= unreadable(client, dataset_id, arrived, time.monotonic() + options.wait)
    except (omiq.OmiqError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    for name, words in failed.items():
        print(f"{name}: {words}", file=sys.stderr)
    return 1 if failed else 0


def find_or_create(client: omiq.Client, name: str) -> int:
    """Return the id of the dataset of that name, a new one's where there is none."""
    ids = [dataset.id for dataset in client.datasets.list() if dataset.display_name == name]
    if len(ids) > 1:
        raise ValueError(f"{len(ids)} datasets are called {name!r}: rename all but one")
    return ids[0] if ids else client.datasets.create(display_name=name).id


def upload_new(client: omiq.Client, dataset_id: int, paths: Sequence[Path]) -> dict[str, str]:
    """Upload the files that the dataset lacks, one after the other; tell by name what went wrong."""
    failed = {}
    there = client.files.list(dataset_id)
    for path in paths:
        of_name = [file for file in there if file.file_name == path.name]
        if any(has_arrived(file) and file.size == path.stat().st_size for file in of_name):
            print("Is there already:", path.name)
            continue
        for file in of_name:
            if not has_arrived(file):
                client.files.delete(dataset_id, file.id)
        try:
            upload(client, dataset_id, [path])
        except (omiq.CallError, OSError, httpx.TransportError) as error:
            failed[path.name] = str(error)
    return failed


def has_arrived(file: File) -> bool:
    """Whether the server has all bytes of a file; of one that FAILED too: it is the file that cannot be read."""
    return file.status in ("PROCESSING", "COMPLETE", "FAILED")


def unreadable(client: omiq.Client, dataset_id: int, names: Collection[str], until: float) -> dict[str, str]:
    """Wait until these files are processed; tell by name what is wrong with those that are not, or not readable."""
    while True:
        files = [file for file in client.files.list(dataset_id) if file.file_name in names]
        waiting = [file for file in files if file.status not in ("COMPLETE", "FAILED")]
        if not waiting or time.monotonic() > until:
            break
        time.sleep(0.5)
    failed = [file for file in files if file.status == "FAILED"]
    return {file.file_name or "": f"cannot be read: {file.raw.get('statusReason', '')}" for file in failed} | {
        file.file_name or "": f"is still {file.status}" for file in waiting
    }


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of FCS files")
    parser.add_argument("dataset", metavar="DATASET", help="the dataset's name; it is made where there is none")
    parser.add_argument("--wait", type=float, default=3600, metavar="S", help="longest wait for processing (3600 s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
