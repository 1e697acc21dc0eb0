"""`omiq datasets`: what holds the files that workflows analyse."""

from __future__ import annotations

from typing import Unpack

import click

from omiq_generated.types import UNSET

from ._command import Group, connected, destroying, shown, writing
from ._names import dataset_id
from ._run import Run
from ._sharing import Terms, share_with, sharing
from ._tags import tags_of

COLUMNS = ("id", "displayName")

command = Group(
    "datasets", help="List, make, tag, share and delete datasets.", examples=["omiq datasets list --limit 5"]
)


@command.command("list", examples=["omiq datasets list --owners --limit 20", "omiq datasets list --json"])
@click.option("--owners", is_flag=True, help="Tell each dataset's owner too.")
@click.option(
    "--limit", type=click.IntRange(0), metavar="N", help="List only so many, those updated last; 0 lists all."
)
@shown
@connected
@click.pass_obj
def list_(run: Run, owners: bool, limit: int | None) -> None:
    """List the datasets that you can see."""
    found = run.client.datasets.list(include_owner=owners or UNSET, limit=UNSET if limit is None else limit)
    run.output.rows(found, (*COLUMNS, "owner") if owners else COLUMNS)


@command.command("show", examples=["omiq datasets show 271715923047819", 'omiq datasets show "Panel 3" --json'])
@click.argument("dataset")
@shown
@connected
@click.pass_obj
def show(run: Run, dataset: str) -> None:
    """Show a dataset, given by its id or name."""
    run.output.one(run.client.datasets.get(dataset_id(run.client, dataset)))


@command.command("create", examples=['omiq datasets create "Panel 3"', 'id=$(omiq datasets create "Panel 3" --quiet)'])
@click.argument("name")
@shown
@writing
@connected
@click.pass_obj
def create(run: Run, name: str) -> None:
    """Make an empty dataset."""
    run.output.one(run.client.datasets.create(display_name=name))


@command.command("tag", examples=['omiq datasets tag "Panel 3" Study=Lymphoma Site=Basel'])
@click.argument("dataset")
@click.argument("tags", nargs=-1, required=True, metavar="NAME=VALUE...")
@shown
@writing
@connected
@click.pass_obj
def tag(run: Run, dataset: str, tags: tuple[str, ...]) -> None:
    """Set metadata of a dataset."""
    metadata = tags_of(tags)
    run.output.one(run.client.datasets.set_metadata(dataset_id(run.client, dataset), metadata=metadata))


@command.command("trash", examples=['omiq datasets trash "Panel 3"'])
@click.argument("dataset")
@shown
@writing
@connected
@click.pass_obj
def trash(run: Run, dataset: str) -> None:
    """Move a dataset to the Trash. Only its owner may."""
    run.output.one(run.client.datasets.trash(dataset_id(run.client, dataset)))


@command.command("restore", examples=["omiq datasets restore 271715923047819"])
@click.argument("dataset", type=int)
@shown
@writing
@connected
@click.pass_obj
def restore(run: Run, dataset: int) -> None:
    """Take a dataset, given by its id, out of the Trash. That OMIQ does so is assumed: look at what it answers."""
    run.output.one(run.client.datasets.trash(dataset, delete=False))


@command.command("delete", examples=['omiq datasets delete "Panel 3"', "omiq datasets delete 271715923047819 --yes"])
@click.argument("dataset")
@shown
@destroying
@connected
@click.pass_obj
def delete(run: Run, dataset: str) -> None:
    """Delete a dataset for good, with its files. Only its owner may, and nothing brings it back."""
    id = dataset_id(run.client, dataset)
    name = run.client.datasets.get(id).display_name
    run.confirm(f"Delete the dataset {id} ({name}) for good, with its files?")
    run.client.datasets.force_delete(id)
    run.say(f"Deleted the dataset {id}.")


@command.command("owners", examples=["omiq datasets owners --csv"])
@shown
@connected
@click.pass_obj
def owners(run: Run) -> None:
    """List the owner of each dataset."""
    found = run.client.datasets.owners()
    rows = [{"datasetId": id, "owner": owner.raw} for id, owner in found.items()]
    run.output.rows(rows, ("datasetId", "owner"), identity=lambda row: str(row["datasetId"]))


@command.command("share", examples=['omiq datasets share "Panel 3" --user rosalind@lab.example --role EDITOR'])
@click.argument("dataset")
@sharing
@shown
@writing
@connected
@click.pass_obj
def share(run: Run, dataset: str, **terms: Unpack[Terms]) -> None:
    """Share a dataset with users and groups."""
    found = run.client.datasets.get(dataset_id(run.client, dataset))
    share_with(run, "DATASET", found.id, found.display_name or "", terms)
