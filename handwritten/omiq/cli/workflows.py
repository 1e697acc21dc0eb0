"""`omiq workflows`: trees of tasks on a dataset, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from omiq_generated.types import UNSET

from ._command import Group, connected, destroying, progressing, shown, writing
from ._documents import changes, read_workflow, write_document
from ._names import dataset_id, is_id, workflow_id
from ._run import Run
from ._tags import tags_of
from ._transfers import going_on, show_job

if TYPE_CHECKING:
    from ..workflows import Branch

command = Group(
    "workflows",
    help="List, copy, fetch and save workflows, and what they hold.",
    examples=["omiq workflows list", 'omiq workflows filters "T cells"'],
)


@command.command("list", examples=["omiq workflows list --limit 20", 'omiq workflows list --dataset "Panel 3" --json'])
@click.option("--dataset", metavar="DATASET", help="List those of this dataset alone, given by its id or name.")
@click.option("--templates", is_flag=True, help="List templates alone.")
@click.option("--owners", is_flag=True, help="Tell each workflow's owner too.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Ask for so many, those updated last; 0 is all.")
@shown
@connected
@click.pass_obj
def list_(run: Run, dataset: str | None, templates: bool, owners: bool, limit: int | None) -> None:
    """List the workflows that you can see."""
    of = None if dataset is None else dataset_id(run.client, dataset)
    found = run.client.workflows.list(
        include_dataset_name=True,
        templates_only=templates or UNSET,
        include_owner=owners or UNSET,
        limit=UNSET if limit is None else limit,
    )
    columns = ("id", "name", "datasetId", "datasetName", *(["owner"] if owners else []))
    run.output.rows([each for each in found if of in (None, each.dataset_id)], columns)


@command.command("show", examples=['omiq workflows show "T cells"', "omiq workflows show 414426602421294 --json"])
@click.argument("workflow")
@shown
@connected
@click.pass_obj
def show(run: Run, workflow: str) -> None:
    """Show a workflow, given by its id or name; --json has all of it."""
    _show(run, run.client.workflows.get(workflow_id(run.client, workflow)))


@command.command("create", examples=['omiq workflows create "Panel 3" Gating'])
@click.argument("dataset")
@click.argument("name")
@shown
@writing
@connected
@click.pass_obj
def create(run: Run, dataset: str, name: str) -> None:
    """Make a workflow on a dataset."""
    _show(run, run.client.workflows.create(dataset_id=dataset_id(run.client, dataset), name=name))


@command.command("copy", examples=['omiq workflows copy "T cells" "T cells, second look"'])
@click.argument("workflow")
@click.argument("name")
@click.option(
    "--dataset", metavar="DATASET", help="Dataset of the copy, by id or name; that of the workflow unless given."
)
@click.option("--keep-results", is_flag=True, help="Keep what the tasks have computed.")
@shown
@writing
@connected
@click.pass_obj
def copy(run: Run, workflow: str, name: str, dataset: str | None, keep_results: bool) -> None:
    """Make a copy of a workflow, under another name."""
    client = run.client
    source = client.workflows.get(workflow_id(client, workflow))
    target = dataset_id(client, str(source.dataset_id) if dataset is None else dataset)
    copied = client.workflows.create(
        dataset_id=target, name=name, initialize=False, from_id=source.id, keep_computed_results=keep_results
    )
    _show(run, copied)


@command.command("tag", examples=['omiq workflows tag "T cells" Status=final'])
@click.argument("workflow")
@click.argument("tags", nargs=-1, required=True, metavar="NAME=VALUE...")
@shown
@writing
@connected
@click.pass_obj
def tag(run: Run, workflow: str, tags: tuple[str, ...]) -> None:
    """Set metadata of a workflow."""
    metadata = tags_of(tags)
    _show(run, run.client.workflows.set_metadata(workflow_id(run.client, workflow), metadata=metadata))


@command.command("tasks", examples=['omiq workflows tasks "T cells"'])
@click.argument("workflow")
@shown
@connected
@click.pass_obj
def tasks(run: Run, workflow: str) -> None:
    """List the tasks of a workflow, each with its path: the names from the root down to it."""
    from ..workflows import task_tree

    found = run.client.workflows.get(workflow_id(run.client, workflow))
    rows = [row for branch in task_tree(found) for row in _rows(branch, "")]
    run.output.rows(rows, ("id", "type", "path"))


@command.command(
    "filters", examples=['omiq workflows filters "T cells"', 'omiq workflows filters "T cells" --task Gating']
)
@click.argument("workflow")
@click.option("--task", metavar="TASK", help="Those open to this task alone, given by its id or name.")
@shown
@connected
@click.pass_obj
def filters(run: Run, workflow: str, task: str | None) -> None:
    """List the filters of a workflow: the populations that an export can take, by their paths."""
    from .. import workflows

    found = run.client.workflows.get(workflow_id(run.client, workflow))
    chosen = (found.tasks or ()) if task is None else [_task(found, task)]
    open_to = {(each.task_id, each.id): each for one in chosen for each in workflows.filters(found, one)}
    rows = [{"id": each.id, "path": each.path, "taskId": each.task_id} for each in open_to.values()]
    run.output.rows(rows, ("id", "path", "taskId"))


@command.command(
    "artifacts", examples=['omiq workflows artifacts "T cells"', 'omiq workflows artifacts "T cells" --folder results']
)
@click.argument("workflow")
@click.option("--task", metavar="TASK", help="Those of this task alone, given by its id or name.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Download them into this folder.")
@shown
@progressing
@connected
@click.pass_obj
def artifacts(run: Run, workflow: str, task: str | None, folder: Path | None) -> None:
    """List the files that the tasks of a workflow have made, or download them by --folder."""
    from .. import workflows

    client = run.client
    found = client.workflows.get(workflow_id(client, workflow))
    chosen = None if task is None else _task(found, task)
    if folder is None:
        listed = workflows.artifacts(found, chosen)
        run.output.rows(listed, ("taskId", "file"), identity=lambda row: f"{row['taskId']}/{row['file']}")
        return
    with going_on("omiq workflows artifacts …"):
        tasks = None if chosen is None else [chosen]
        job = partial(client.workflows.download_artifacts, found, folder, tasks=tasks, progress=run.progress)
        show_job(run, found.dataset_id or 0, job)


@command.command("pull", examples=['omiq workflows pull "T cells" t-cells.json', 'omiq workflows pull "T cells" -'])
@click.argument("workflow")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file where it is there.")
@connected
@click.pass_obj
def pull(run: Run, workflow: str, file: Path, force: bool) -> None:
    """Write a workflow to a file (- is stdout), with all that it holds, to be changed and pushed."""
    write_document(run.client.workflows.get(workflow_id(run.client, workflow)).raw, file, force=force)


@command.command("push", examples=["omiq workflows push t-cells.json --dry-run", "omiq workflows push t-cells.json"])
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@shown
@destroying
@connected
@click.pass_obj
def push(run: Run, file: Path) -> None:
    """Save a workflow that was pulled. It overwrites the whole, also what others have saved since.

    What would change is listed first: --dry-run does no more than that.
    """
    document = read_workflow(file)
    there = run.client.workflows.get(document.id)
    changed = changes(there, document)
    if not changed:
        run.say(f"The workflow {document.id} is as the file has it: nothing was sent.")
        return
    if run.dry_run:
        run.output.rows([{"place": each} for each in changed], ("place",), identity=lambda row: str(row["place"]))
        return
    run.say(f"The file changes: {', '.join(changed)}")
    run.confirm(f"Overwrite the workflow {document.id} ({there.name})?")
    run.client.workflows.save(document)
    run.say(f"Saved the workflow {document.id}.")


def _show(run: Run, workflow: Any) -> None:
    """Show a workflow without what has no place on a line."""
    plain = [name for name, value in workflow.raw.items() if not isinstance(value, dict | list)]
    run.output.one(workflow, plain)


def _task(workflow: Any, text: str) -> Any:
    from ..workflows import find_task

    return find_task(workflow, id=int(text)) if is_id(text) else find_task(workflow, name=text)


def _rows(branch: Branch, above: str) -> Iterator[dict[str, Any]]:
    raw = branch.task.raw
    path = f"{above}{raw.get('name') or branch.task.type or branch.task.id}"
    yield {**raw, "path": path}
    for below in branch.below:
        yield from _rows(below, f"{path}/")
