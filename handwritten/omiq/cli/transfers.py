"""`omiq transfers`: datasets and workflows on their way to other OMIQ servers."""

from __future__ import annotations

import click

from ._command import Group, connected, shown
from ._names import dataset_id
from ._run import Run

command = Group("transfers", help="List transfers to other servers.", examples=['omiq transfers list "Panel 3"'])


@command.command("list", examples=['omiq transfers list "Panel 3"', "omiq transfers list 271715923047819 --json"])
@click.argument("dataset")
@shown
@connected
@click.pass_obj
def list_(run: Run, dataset: str) -> None:
    """List the transfers of a dataset, given by its id or name, to other OMIQ servers.

    What OMIQ tells of one is not known: all is shown.
    """
    found = run.client.transfers.list(dataset_id(run.client, dataset))
    run.output.rows(found, list(dict.fromkeys(name for each in found for name in each.raw)) or ["id"])
