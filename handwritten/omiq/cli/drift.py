"""`omiq drift`: where the server's answers differ from the catalog."""

from __future__ import annotations

from pathlib import Path

import click

from ._command import Group, connected, destroying, progressing, reported, writing
from ._failures import USAGE, Failure
from ._run import Run

_OPERATION = click.option(
    "--operation", "operations", metavar="ID", multiple=True, help="Take what was found of this one; may be repeated."
)

command = Group(
    "drift",
    help="""Tell where answers of the server differ from the catalog, and teach the catalog.

    What is found is kept on this machine for all processes of its user, by `OMIQ_CHECK=record`,
    Client(check="record") or `omiq drift probe`. No value of an answer is kept: operations, names of members, types and
    counts alone.
    """,
    examples=("omiq drift probe", "omiq drift report --markdown > drift.md", "omiq drift accept --output drift.yaml"),
)


@command.command(
    "report",
    examples=["omiq drift report", "omiq drift report --json", "omiq drift report --markdown > drift.md"],
)
@_OPERATION
@reported
@click.pass_obj
def report(run: Run, operations: tuple[str, ...]) -> None:
    """Show what was found: where, what, how often and when.

    --markdown makes a report to send to OMIQ's support or to who keeps the catalog.
    """
    from ._drift import HOW_TO_BEGIN, chosen, show_findings

    found = chosen(operations)
    show_findings(run, found)
    if not found:
        run.say(f"Nothing was found yet. {HOW_TO_BEGIN}")


@command.command(
    "probe",
    examples=[
        "omiq drift probe",
        "omiq drift probe --dry-run",
        "omiq drift probe --dataset 271715923047819 --markdown",
    ],
)
@click.option(
    "--dataset", "datasets", type=int, metavar="ID", multiple=True, help="Look into this one alone; may be repeated."
)
@writing
@reported
@connected
@progressing
@click.pass_obj
def probe(run: Run, datasets: tuple[int, ...]) -> None:
    """Read all that can be read, and compare every answer with the catalog.

    Called are operations that are a GET and that may be repeated safely: first those that need no id, then others
    with one or two of the ids that answers held. Nothing is written, and no signed URL is used. What is found is kept
    for `omiq drift report`, and shown. --dry-run says which calls would be made, and sends nothing.
    """
    from ._drift_probe import probe, show_plan

    if run.dry_run:
        show_plan(run, datasets)
    else:
        probe(run, datasets)


@command.command(
    "accept",
    examples=[
        "omiq drift accept --output drift.yaml",
        "omiq drift accept --into spec --dry-run",
        "omiq drift accept --operation listDatasets --source support-2026-11 --into spec",
    ],
)
@_OPERATION
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Change the files of this split catalog, spec/ for instance.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the overlay to this file, not to stdout."
)
@click.option("--force", is_flag=True, help="Replace the file.")
@click.option("--source", metavar="KEY", help="Source to cite; not given: drift-DATE, with the date of today.")
@writing
@click.pass_obj
def accept(
    run: Run, operations: tuple[str, ...], into: Path | None, output: Path | None, source: str | None, *, force: bool
) -> None:
    """Turn what was found into what the catalog says, and forget it.

    New members are added, members that may be missing are no longer required, and types are widened, each with source
    and date: in an overlay, or with --into in the files of a split catalog, of which every other letter stays. All is
    checked by the rules of the catalog before anything is written. What a person has to look at is told and is kept.
    """
    from ._drift import chosen
    from ._drift_accept import accept_as_overlay, accept_into

    if into is not None and output is not None:
        raise Failure("--into and --output cannot be had together.", "Give one of them.", USAGE)
    found = chosen(operations)
    if into is not None:
        accept_into(run, found, into, source)
    else:
        accept_as_overlay(run, found, source, output, force=force)


@command.command("forget", examples=["omiq drift forget", "omiq drift forget --operation listDatasets --yes"])
@_OPERATION
@destroying
@click.pass_obj
def forget(run: Run, operations: tuple[str, ...]) -> None:
    """Forget what was found. What is seen again comes back."""
    from .._drift.findings import Store
    from ._drift import chosen

    findings = [each.finding for each in chosen(operations)]
    run.confirm(f"Forget {len(findings)} findings?")
    if not run.dry_run:
        Store.at().forget(findings)
    run.say(f"{len(findings)} findings {'would be' if run.dry_run else 'are'} forgotten.")
