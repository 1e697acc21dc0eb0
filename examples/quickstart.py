"""Upload a folder of FCS files, gate them, and count the events of each population.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/quickstart.py FCS_FOLDER RESULTS_FOLDER

`make demo` runs it against a sandbox.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import omiq
from gating import Tree, gating_tree
from omiq.models import File, Task, Workflow


def main(fcs: Path, results: Path) -> None:
    if not any(path.suffix.lower() == ".fcs" for path in fcs.rglob("*")):
        raise FileNotFoundError(f"There is no FCS file in {fcs}")
    results.mkdir(parents=True, exist_ok=True)
    with sign_in() as client:
        dataset_id = client.datasets.create(display_name=time.strftime("Quick start %Y-%m-%d %H:%M:%S")).id
        files = upload(client, dataset_id, fcs)
        channels = common_channels(files)
        tree = gating_tree(channels)
        workflow = make_workflow(client, dataset_id, tree)
        tables = client.exports.run(
            workflow, files, features=channels, membership="columns", units="raw", folder=results
        )
        counts = {}
        for number, table in enumerate(tables, 1):
            counts[number] = count(table.path, tree.paths.values())
            print(f"Exported {number}: {table.name}")
        show(counts, sorted(tree.paths.values(), key=lambda path: path.split("/")), results / "counts.csv")
        call_what_the_catalog_does_not_know(client, dataset_id)
    print("Wrote", results / "counts.csv", *(table.path for table in tables), sep="\n  ")


def sign_in() -> omiq.Client:
    """Sign in as the environment says; where it has both a token and a secret key file, by one after the other."""
    token, secret_file = os.environ.get("OMIQ_TOKEN"), os.environ.get("OMIQ_SECRET_FILE")
    if token and secret_file:
        with omiq.Client(token=token) as client:
            print("Signed in by token as", client.users.me().name)
    client = omiq.Client(secret_file=secret_file) if secret_file else omiq.Client()
    print("Signed in by", "secret key as" if secret_file else "token as", client.users.me().name)
    return client


def upload(client: omiq.Client, dataset_id: int, fcs: Path) -> list[File]:
    """Add a folder's files to a dataset, wait until they are processed, and return those that could be read."""
    try:
        entries = client.files.upload(dataset_id, fcs)
    except omiq.TransfersIncomplete as incomplete:
        print(incomplete)
        entries = incomplete.results
    for entry in entries:
        if entry.state == "done":
            print(f"Uploaded {entry.name}, {entry.size or 0:,} bytes")
    files = [file for file in client.files.list(dataset_id) if file.status == "COMPLETE"]
    return files or sys.exit("There is no file to go on with")


def common_channels(files: Sequence[File]) -> dict[str, str]:
    """Return the channels that all files have, the marker by the channel's name."""
    channels = [{each.name: each.raw.get("secondaryName") or "" for each in file.features or ()} for file in files]
    common = {name: marker for name, marker in channels[0].items() if all(name in others for others in channels)}
    if not common:
        raise ValueError("The files have no channel in common: take files of one panel")
    return common


def make_workflow(client: omiq.Client, dataset_id: int, tree: Tree) -> Workflow:
    """Make a workflow that gates below its Scaling task."""
    workflow = client.workflows.create(dataset_id=dataset_id, name="Quick start")
    tasks = workflow.tasks or sys.exit("The new workflow has no Scaling task")
    task_id = 1 + max(task.id for task in tasks)
    tasks.append(Task(id=task_id, type="GatingTask", parent_id=tasks[0].id, gating_tree=tree.model()))
    client.workflows.save(workflow)
    print(f"Saved the workflow {workflow.id} with {len(tree.paths)} populations")
    return workflow


def count(table: Path, populations: Iterable[str]) -> dict[str, int]:
    """Count the events of each population of a file."""
    counts = dict.fromkeys(populations, 0)
    with table.open(newline="", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            for population in counts:
                counts[population] += row[population] == "1"
    return counts


def show(counts: Mapping[int, Mapping[str, int]], populations: Sequence[str], table: Path) -> None:
    """Print the counts, a line for each population and a column for each file, and write them as a table."""
    lines = [[population, *(of_file[population] for of_file in counts.values())] for population in populations]
    with table.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([["population", *counts], *lines])
    print(f"\n{'Events':24}", *(f"{number:>7}" for number in counts))
    for path, *numbers in lines:
        *above, name = str(path).split("/")
        print(f"{'  ' * len(above) + name:24}", *(f"{number:>7}" for number in numbers))
    print()


def call_what_the_catalog_does_not_know(client: omiq.Client, dataset_id: int) -> None:
    """Make a raw call. The sandbox has invented this endpoint; another server has none such."""
    try:
        counts = client.raw.get("/sandbox/counts", params={"datasetId": dataset_id}, envelope="counts")
    except omiq.CallError as error:
        print("The raw call to /sandbox/counts finds nothing here:", error.status)
    else:
        events = sum(file["events"] or 0 for file in counts.values())
        print(f"The raw call to /sandbox/counts tells {events:,} events in all")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (omiq.OmiqError, OSError, ValueError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("interrupted")
