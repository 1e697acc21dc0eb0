"""Upload what is new in a folder of FCS files to a dataset, as a service account, from a scheduler.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/nightly_upload.py FOLDER "Name of the dataset"

A file that the dataset has already, by name and size, is left alone; one whose upload was cut off is uploaded anew. So
it can be run again at any time, but not twice at once. The exit status is 0 where all files are in the dataset and
readable, 1 where some are not, and 2 where nothing could be tried.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import omiq


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        paths = sorted(path for path in options.folder.iterdir() if path.suffix.lower() == ".fcs")
        with omiq.Client(deadline=options.wait) as client:
            dataset_id = find_or_create(client, options.dataset)
            results = client.files.upload(dataset_id, paths, on_duplicate="skip") if paths else []
    except omiq.TransfersIncomplete as incomplete:
        print(incomplete, file=sys.stderr)
        return 1
    except (omiq.OmiqError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    states = Counter(entry.state for entry in results)
    print(f"Uploaded {states['done']} files; {states['skipped']} were there already")
    return 0


def find_or_create(client: omiq.Client, name: str) -> int:
    """Return the id of the dataset of that name, a new one's where there is none."""
    ids = [dataset.id for dataset in client.datasets.list() if dataset.display_name == name]
    if len(ids) > 1:
        raise ValueError(f"{len(ids)} datasets are called {name!r}: rename all but one")
    return ids[0] if ids else client.datasets.create(display_name=name).id


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of FCS files")
    parser.add_argument("dataset", metavar="DATASET", help="the dataset's name; it is made where there is none")
    parser.add_argument("--wait", type=float, default=3600, metavar="S", help="longest wait for processing (3600 s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
