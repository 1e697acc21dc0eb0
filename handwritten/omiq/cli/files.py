"""`omiq files`: what a dataset holds, and moving its bytes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._addresses import ADDRESSES, STDIN, chosen, files_among, lines_of
from ._command import Group, connected, destroying, progressing, shown, writing
from ._failures import USAGE, Failure
from ._names import dataset_id, file_id
from ._run import Run
from ._tags import tags_of
from ._transfers import going_on, show_job, show_jobs, show_plans, show_rows

if TYPE_CHECKING:
    from .._transfers.placing import Overwrite
    from .._transfers.syncing import Direction
    from .._transfers.uploading import OnDuplicate
    from ..models import File

COLUMNS = ("id", "displayName", "status", "size")
_CSV = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECTIONS = {"Addresses": ADDRESSES}

command = Group(
    "files",
    help="Upload, download, sync, tag and delete files.",
    examples=['omiq files upload "Panel 3" fcs/', 'omiq files list "Panel 3" --quiet | omiq files download -'],
    sections=_SECTIONS,
)

_pattern = click.option(
    "--pattern", default="*.fcs", show_default=True, help="Which files of a folder, by name, in whatever case."
)
_no_wait = click.option("--no-wait", is_flag=True, help="Do not wait until OMIQ has processed the files.")
_concurrency = click.option(
    "--concurrency", type=click.IntRange(1), default=16, show_default=True, metavar="N", help="The most files at once."
)


@command.command("list", examples=['omiq files list "Panel 3"', 'omiq files list "Panel 3" --quiet | head'])
@click.argument("dataset")
@shown
@connected
@click.pass_obj
def list_(run: Run, dataset: str) -> None:
    """List the files of a dataset, given by its id or name.

    --quiet prints DATASETID/FILEID for each, since OMIQ takes no file id alone: all commands take that.
    """
    id = dataset_id(run.client, dataset)
    run.output.rows(run.client.files.list(id), COLUMNS, identity=lambda row: f"{id}/{row['id']}")


@command.command(
    "show", examples=["omiq files show 271715923047819/362", "omiq files show Panels/a.fcs --json"], sections=_SECTIONS
)
@click.argument("address", metavar="DATASET/FILE")
@shown
@connected
@click.pass_obj
def show(run: Run, address: str) -> None:
    """Show a file; --json has all that is known of it, its features too."""
    dataset, _, name = address.partition("/")
    if not dataset or not name:
        raise Failure(f"{address!r} is no address of a file.", "Write DATASET/FILE.", USAGE)
    of = dataset_id(run.client, dataset)
    file = run.client.files.get(of, file_id(run.client, of, name))
    plain = [member for member, value in file.raw.items() if not isinstance(value, dict | list)]
    run.output.one(file, plain, identity=lambda row: f"{of}/{row['id']}")


@command.command(
    "upload",
    examples=[
        'omiq files upload "Panel 3" fcs/ --tag Study=Lymphoma',
        'omiq files upload "Panel 3" fcs/ --on-duplicate skip   # goes on after an interruption',
        'omiq files upload "Panel 3" fcs/ --metadata donors.csv --dry-run',
    ],
)
@click.argument("dataset")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path))
@_pattern
@click.option(
    "--on-duplicate",
    type=click.Choice(["error", "skip", "add"]),
    default="error",
    show_default=True,
    help="Where the dataset has a file of the name: send nothing at all, skip those of the same size, or add one more.",
)
@click.option("--metadata", type=_CSV, metavar="CSV", help="CSV file with a column Filename, and one for each tag.")
@click.option("--tag", "tags", multiple=True, metavar="NAME=VALUE", help="Tag for all files; may be repeated.")
@_no_wait
@_concurrency
@shown
@writing
@progressing
@connected
@click.pass_obj
def upload(
    run: Run,
    dataset: str,
    paths: tuple[Path, ...],
    pattern: str,
    on_duplicate: OnDuplicate,
    metadata: Path | None,
    tags: tuple[str, ...],
    no_wait: bool,
    concurrency: int,
) -> None:
    """Upload files, and those of folders, to a dataset, and wait until OMIQ has processed them."""
    wanted = metadata or tags_of(tags) or None
    if metadata is not None and tags:
        raise Failure("--metadata and --tag cannot be had together.", "Put the tag into the CSV file.", USAGE)
    client = run.client
    id = dataset_id(client, dataset)
    if run.dry_run:
        from ._rehearsals import upload as rehearsed

        plan = partial(rehearsed, dataset=id, paths=paths, pattern=pattern, metadata=wanted, on_duplicate=on_duplicate)
        show_plans(run, [plan])
        return
    with going_on("omiq files upload … --on-duplicate skip"):
        job = partial(
            client.files.upload,
            id,
            paths,
            pattern=pattern,
            concurrency=concurrency,
            progress=run.progress,
            wait=not no_wait,
            metadata=wanted,
            on_duplicate=on_duplicate,
        )
        show_job(run, id, job)


@command.command(
    "download",
    examples=[
        'omiq files download "Panel 3" --folder copies',
        "omiq files download 271715923047819/362 271715923047819/363",
        'omiq files list "Panel 3" --quiet | head -5 | omiq files download -',
    ],
    sections=_SECTIONS,
)
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default=True,
    help="Where to put them; a folder for each dataset in it where there are several.",
)
@click.option(
    "--overwrite",
    type=click.Choice(["never", "changed", "always"]),
    default="never",
    show_default=True,
    help="Which files that are there to fetch again; `changed` are those of another size.",
)
@_concurrency
@shown
@writing
@progressing
@connected
@click.pass_obj
def download(run: Run, addresses: tuple[str, ...], folder: Path, overwrite: Overwrite, concurrency: int) -> None:
    """Download files into a folder; what broke off before is gone on with."""
    client = run.client
    with going_on("omiq files download …"):
        found = chosen(client, addresses)
        folders = {each.dataset: folder for each in found} if len(found) < 2 else _folders(run, folder, found)
        if not found:
            run.say("No file is named: nothing was done.")
        wanted = [(each.dataset, each.wanted, folders[each.dataset]) for each in found]
        if run.dry_run:
            from ._rehearsals import download as rehearsed

            show_plans(
                run,
                (
                    partial(rehearsed, dataset=id, files=files, folder=at, overwrite=overwrite)
                    for id, files, at in wanted
                ),
            )
            return
        job = partial(client.files.download, overwrite=overwrite, concurrency=concurrency, progress=run.progress)
        show_jobs(run, ((id, partial(job, files, at)) for id, files, at in wanted))


@command.command(
    "sync",
    examples=['omiq files sync fcs/ "Panel 3" --dry-run', 'omiq files sync fcs/ "Panel 3" --direction up'],
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("dataset")
@click.option(
    "--direction",
    type=click.Choice(["both", "up", "down"]),
    default="both",
    show_default=True,
    help="Send what the dataset lacks, fetch what the folder lacks, or both.",
)
@_pattern
@click.option("--metadata", type=_CSV, metavar="CSV", help="CSV file with a column Filename, and one for each tag.")
@_no_wait
@_concurrency
@shown
@writing
@progressing
@connected
@click.pass_obj
def sync(
    run: Run,
    folder: Path,
    dataset: str,
    direction: Direction,
    pattern: str,
    metadata: Path | None,
    no_wait: bool,
    concurrency: int,
) -> None:
    """Make a folder and a dataset hold the same files. Nothing is deleted or replaced, here or there."""
    client = run.client
    id = dataset_id(client, dataset)
    if run.dry_run:
        from ._rehearsals import sync as rehearsed

        plan = partial(rehearsed, folder=folder, dataset=id, pattern=pattern, metadata=metadata, direction=direction)
        show_plans(run, [plan])
        return
    with going_on("omiq files sync …"):
        job = partial(
            client.sync,
            folder,
            id,
            direction=direction,
            pattern=pattern,
            metadata=metadata,
            concurrency=concurrency,
            progress=run.progress,
            wait=not no_wait,
        )
        show_job(run, id, job)


@command.command(
    "tag",
    examples=[
        'omiq files tag "Panel 3/a.fcs" "Panel 3/b.fcs" --tag Donor=7',
        'omiq files tag "Panel 3" --metadata donors.csv',
    ],
    sections=_SECTIONS,
)
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@click.option("--tag", "tags", multiple=True, metavar="NAME=VALUE", help="Tag for these files; may be repeated.")
@click.option("--metadata", type=_CSV, metavar="CSV", help="CSV file with a column Filename, and one for each tag.")
@shown
@writing
@connected
@click.pass_obj
def tag(run: Run, addresses: tuple[str, ...], tags: tuple[str, ...], metadata: Path | None) -> None:
    """Set metadata of files: the same tags for all by --tag, or by a CSV file."""
    if bool(tags) == (metadata is not None):
        raise Failure("Give either --tag or --metadata.", "Try `omiq files tag --help`.", USAGE)
    from ._file_jobs import set_tags

    client, wanted = run.client, metadata or tags_of(tags)
    with going_on("omiq files tag …", "Some files may have their tags."):
        jobs = ((each.dataset, partial(set_tags, client, each, wanted)) for each in chosen(client, addresses))
        show_jobs(run, jobs)


@command.command(
    "delete",
    examples=["omiq files delete 271715923047819/362", 'omiq files list "Panel 3" --quiet | omiq files delete - --yes'],
    sections={"Addresses": ADDRESSES.replace("DATASET       all files of a dataset\n", "")},
)
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@shown
@destroying
@connected
@click.pass_obj
def delete(run: Run, addresses: tuple[str, ...]) -> None:
    """Delete files for good. Nothing brings them back."""
    from ._file_jobs import delete_files, names_of

    client = run.client
    found = [(each.dataset, each.files or []) for each in chosen(client, addresses, all_of_a_dataset=False)]
    files = [file for _, those in found for file in those]
    if not files:
        run.say("No file is named: nothing was done.")
    elif run.dry_run:
        show_rows(run, [_would_delete(file, dataset) for dataset, those in found for file in those])
    else:
        run.confirm(f"Delete {names_of(files)} for good?")
        with going_on("omiq files delete …", "Some files may be deleted."):
            show_jobs(run, ((dataset, partial(delete_files, client, dataset, those)) for dataset, those in found))


@command.command(
    "wait",
    examples=['omiq files wait "Panel 3"', 'omiq files wait "Panel 3" a.fcs b.fcs', "omiq files wait - < addresses"],
    sections=_SECTIONS,
)
@click.argument("addresses", nargs=-1, required=True, metavar="DATASET [FILE...] | ADDRESS...")
@shown
@progressing
@connected
@click.pass_obj
def wait(run: Run, addresses: tuple[str, ...]) -> None:
    """Wait until files are processed, all of a dataset unless told which."""
    from ._file_jobs import wait_for

    client, (first, *others) = run.client, addresses
    with going_on("omiq files wait …", "OMIQ goes on with the files."):
        if "/" in first or first == STDIN or not others:
            found = [(each.dataset, each.files) for each in chosen(client, addresses)]
        else:
            id = dataset_id(client, first)
            found = [(id, files_among(client.files.list(id), lines_of(others)))]
        show_jobs(run, ((id, partial(wait_for, client, id, files, run.progress)) for id, files in found))


def _folders(run: Run, folder: Path, found: list[Any]) -> dict[int, Path]:
    """Return a folder for each dataset, named as it is."""
    from .._transfers.names import local_names

    names = ((each.dataset, run.client.datasets.get(each.dataset).display_name or "") for each in found)
    return {id: folder / name for id, name in local_names(names).items()}


def _would_delete(file: File, dataset: int) -> dict[str, Any]:
    row = {"name": file.display_name, "id": file.id, "size": file.size, "state": "would delete", "path": None}
    return {**row, "digest": None, "seconds": 0.0, "error": None, "dataset": dataset}
