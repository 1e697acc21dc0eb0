"""`omiq export`: the events of populations as files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._addresses import files_among, lines_of
from ._command import Command, connected, progressing, shown, writing
from ._failures import USAGE, Failure
from ._names import is_id, workflow_id
from ._run import Run
from ._transfers import going_on, show_job, show_plans

if TYPE_CHECKING:
    from .._exports.request import Format, Membership, Units
    from .._transfers.results import Transfers
    from ..models import File, Workflow

_FILTERS = """\
A filter is a population, given by its path from the root of the gating tree, "Cells/T cells", or by its id.
`omiq workflows filters WORKFLOW` lists all of a workflow, `omiq workflows tasks WORKFLOW` its tasks.
Without --filter all that are open to the task are exported; UNFILTERED takes none, and exports all events."""


@click.command(
    "export",
    cls=Command,
    examples=[
        'omiq export "T cells" --folder exports --dry-run',
        'omiq export "T cells" --folder exports --filter "Cells/T cells" --drop-unfiltered',
        'omiq export "T cells" a.fcs b.fcs --folder exports --units raw --parquet events.parquet',
    ],
    sections={"Filters": _FILTERS},
)
@click.argument("workflow")
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put the files."
)
@click.option("--task", metavar="TASK", help="Task to export at, by id or name; needed where there are several.")
@click.option("--filter", "filters", multiple=True, metavar="PATH", help="Filter to export; may be repeated.")
@click.option(
    "--feature", "features", multiple=True, metavar="NAME", help="Channel to export; may be repeated. All unless given."
)
@click.option(
    "--format", type=click.Choice(["csv", "fcs"]), default="csv", show_default=True, help="Form of the files."
)
@click.option(
    "--membership",
    type=click.Choice(["name", "columns"]),
    default="name",
    show_default=True,
    help="One column with the path of an event's filter, or one of 0 and 1 for each filter.",
)
@click.option("--drop-unfiltered", is_flag=True, help="Leave out events that are in none of the filters.")
@click.option(
    "--units",
    type=click.Choice(["scaled", "raw"]),
    default="scaled",
    show_default=True,
    help="Values as the tasks have scaled them, or as they were measured.",
)
@click.option("--no-row-numbers", is_flag=True, help="Leave the column Orig_Row_Number out.")
@click.option(
    "--concurrency", type=click.IntRange(1), default=16, show_default=True, metavar="N", help="The most files at once."
)
@click.option(
    "--parquet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the events of all files to one Parquet file too.",
)
@shown
@writing
@progressing
@connected
@click.pass_obj
def command(
    run: Run,
    workflow: str,
    files: tuple[str, ...],
    folder: Path,
    task: str | None,
    filters: tuple[str, ...],
    features: tuple[str, ...],
    format: Format,
    membership: Membership,
    drop_unfiltered: bool,
    units: Units,
    no_row_numbers: bool,
    concurrency: int,
    parquet: Path | None,
) -> None:
    """Export the events of a workflow's populations, a file for each file of its dataset.

    FILE is a file of the workflow's dataset, by id, name or address (- reads them from stdin); all unless given.
    The same command again fetches what is missing.
    """
    _check_parquet(parquet)
    client = run.client
    with going_on("omiq export …", "What has arrived is kept, and OMIQ goes on computing what was begun."):
        held = client.workflows.get(workflow_id(client, workflow))
        chosen = _files(run, held, files) if files else None
        at = int(task) if task is not None and is_id(task) else task
        if run.dry_run:
            from .._exports.request import Settings
            from . import _rehearsals

            settings = Settings(format, membership, drop_unfiltered, units, not no_row_numbers)
            plan = partial(
                _rehearsals.export,
                workflow=held,
                files=chosen,
                task=at,
                filters=filters or None,
                features=features or None,
                settings=settings,
                folder=folder,
            )
            show_plans(run, [plan], ("name", "id", "state", "path", "task", "filters"))
            return

        def job() -> Transfers:
            exports = client.exports.run(
                held,
                chosen,
                task=at,
                filters=filters or None,
                features=features or None,
                format=format,
                membership=membership,
                drop_unfiltered=drop_unfiltered,
                units=units,
                row_numbers=not no_row_numbers,
                folder=folder,
                concurrency=concurrency,
                progress=run.progress,
            )
            if parquet is not None:
                exports.to_parquet(parquet)
            return exports

        show_job(run, held.dataset_id or 0, job)


def _files(run: Run, workflow: Workflow, texts: tuple[str, ...]) -> list[File]:
    """Find files of the dataset that a workflow analyses: by id, name, or DATASETID/FILEID."""
    dataset = workflow.dataset_id
    if dataset is None:
        raise Failure(f"The workflow {workflow.id} does not say which dataset it analyses.", code=USAGE)
    return files_among(run.client.files.list(dataset), (text.removeprefix(f"{dataset}/") for text in lines_of(texts)))


def _check_parquet(path: Path | None) -> None:
    """Raise before anything is exported where no Parquet file could be written then."""
    if path is None:
        return
    if not path.absolute().parent.is_dir():
        raise Failure(f"There is no folder {path.absolute().parent}.", "Make it, or give another one.", USAGE)
    from .._tables.parquet import check_libraries

    check_libraries()
