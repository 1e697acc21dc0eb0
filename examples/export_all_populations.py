"""Export all populations of all files of a workflow into one CSV table.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/export_all_populations.py WORKFLOW_ID TABLE.csv

A line is an event: the name of its file, its number in there, the raw values of the channels that all files have, and
for each population 1 where the event is in it, else 0.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import httpx

import omiq
from omiq.models import ExportInstructions, File, Task, Workflow
from quickstart import common_channels, export


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with omiq.Client() as client:
            workflow = client.workflows.get(options.workflow)
            task = gating_task(workflow, options.task)
            filters = populations(workflow, task)
            files = [file for file in client.files.list(workflow.dataset_id or 0) if file.status == "COMPLETE"]
            instructions = ExportInstructions(task_id=task.id, config=workflow, filters=filters)
            count = export_all(client, files, instructions, options.table)
    except (omiq.OmiqError, httpx.TransportError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {options.table}: {count:,} events of {len(files)} files, {len(filters)} populations")
    return 0


def gating_task(workflow: Workflow, task_id: int | None) -> Task:
    """Return the task to export at: the one asked for, or the last that gates."""
    tasks = list(workflow.tasks or ())
    chosen = [task for task in tasks if (task.gating_tree if task_id is None else task.id == task_id)]
    if not chosen:
        known = ", ".join(f"{task.id} ({task.type})" for task in tasks)
        raise ValueError(f"The workflow {workflow.id} has no such task; it has {known or 'none'}")
    return chosen[-1]


def populations(workflow: Workflow, task: Task) -> list[str]:
    """Return the ids of all nodes of the gating trees of a task and of those above it, the topmost first."""
    by_id = {each.id: each for each in workflow.tasks or ()}
    lineage = [task]
    while (above := by_id.get(lineage[-1].parent_id or 0)) is not None:
        lineage.append(above)
    trees = [each.gating_tree for each in reversed(lineage) if each.gating_tree]
    return list(dict.fromkeys(node for tree in trees for node in tree.nodes or ()))


def export_all(client: omiq.Client, files: Sequence[File], instructions: ExportInstructions, table: Path) -> int:
    """Export file by file, and put the tables below one another; return the number of events."""
    if not files:
        raise ValueError("There is nothing to export: no file is COMPLETE")
    channels = list(common_channels(files))
    count = 0
    with TemporaryDirectory(dir=table.parent, prefix=".export-") as folder:
        part, whole = Path(folder, "part.csv"), Path(folder, "whole.csv")
        with whole.open("w", newline="", encoding="utf-8") as text:
            for file in files:
                export(client, file, channels, instructions, part)
                count += append(part, file.display_name or str(file.id), text, with_header=file is files[0])
        whole.replace(table)
    return count


def append(part: Path, name: str, whole: TextIO, *, with_header: bool) -> int:
    """Append a file's table, the file's name before each line; return the number of events."""
    lines = csv.writer(whole)
    with part.open(newline="", encoding="utf-8") as text:
        rows = csv.reader(text)
        header = next(rows)
        if with_header:
            lines.writerow(["File", *header])
        before = rows.line_num
        lines.writerows([name, *row] for row in rows)
        return rows.line_num - before


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("workflow", type=int, metavar="WORKFLOW_ID", help="id of the workflow")
    parser.add_argument("table", type=Path, metavar="TABLE.csv", help="the table to write")
    parser.add_argument("--task", type=int, metavar="ID", help="the task to export at (the last that gates)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
