"""`omiq catalog`: what is known of OMIQ's API, without asking a server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._command import Group, overlaying, reported, shown
from ._failures import USAGE, Failure
from ._learn import command as learn
from ._run import Run

if TYPE_CHECKING:
    from .._catalog.entries import Entry

_COLUMNS = ("id", "method", "path", "name", "certainty", "origin")

command = Group(
    "catalog",
    help="""Look up what is known of OMIQ's API. No server is asked, and no sign-in is needed.

    OMIQ publishes no specification: each operation says whether it is documented by OMIQ, was observed in use, or is
    inferred, and by which sources.
    """,
    examples=("omiq catalog list --tag datasets", "omiq catalog show setDatasetMetadata", "omiq catalog search owner"),
)
command.add_command(learn)


@command.command("list", examples=["omiq catalog list", "omiq catalog list --tag files --json"])
@click.option("--tag", metavar="TAG", help="List those of one tag, files for instance.")
@shown
@overlaying
@click.pass_obj
def list_(run: Run, tag: str | None) -> None:
    """List the operations of the catalog."""
    from ._catalog import all_entries

    found = list(all_entries(run).values())
    if tag is not None:
        _check_tag(tag, {entry.tag for entry in found})
        found = [entry for entry in found if entry.tag == tag]
    _list(run, found)


@command.command("show", examples=["omiq catalog show setDatasetMetadata", "omiq catalog show datasets.list --json"])
@click.argument("operation")
@shown
@overlaying
@click.pass_obj
def show(run: Run, operation: str) -> None:
    """Show all that is known of an operation, given by its id or its method on the client.

    That is its parameters, what it answers, how sure that is and by which sources, and whether it may be repeated.
    """
    from ._catalog import entry

    found = entry(run, operation)
    to_read = run.form is None and run.columns is None
    run.output.one(_to_read(found) if to_read else found.row())


@command.command("search", examples=["omiq catalog search owner", "omiq catalog search signed url"])
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@shown
@overlaying
@click.pass_obj
def search(run: Run, words: tuple[str, ...]) -> None:
    """Find operations that all words stand in: in id, path, method, summary, description or a parameter's name.

    Upper and lower case are the same.
    """
    from ._catalog import all_entries

    wanted = [word.casefold() for word in words]
    found = [entry for entry in all_entries(run).values() if all(word in _searched(entry) for word in wanted)]
    _list(run, found)
    if not found:
        run.say("No operation holds all of these words.")


@command.command(
    "diff",
    examples=[
        "omiq catalog diff ../release/spec spec",
        "omiq catalog diff built-in mine.yaml --markdown",
        "omiq catalog diff openapi.json built-in --exit-code",
    ],
)
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something breaks callers, as git diff does.")
@reported
@click.pass_context
def diff(context: click.Context, old: str, new: str, *, exit_code: bool) -> None:
    """Show what a version B of the catalog changes for those who call by version A.

    A version is the folder of a split catalog (spec/), an openapi.json that a client ships, an overlay (*.yaml, for the
    built-in version with it), or the word `built-in`.
    Each difference breaks callers, or adds something that they need not know, or only documents. What several
    operations send or answer is told once, with the operations that it concerns.
    """
    from .._catalog.diffing import differences
    from .._catalog.versions import version
    from ._catalog_diff import show_differences

    found = differences(version(old), version(new))
    show_differences(context.ensure_object(Run), found, old, new)
    if exit_code and any(each.effect == "breaks" for each in found):
        context.exit(1)


@command.command("check", examples=["omiq catalog check", "omiq catalog check mine.yaml team/"])
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@shown
@click.pass_obj
def check(run: Run, files: tuple[Path, ...]) -> None:
    """Find what is wrong with overlays: those that are named alone, else all of yours.

    An overlay is a YAML file of operations that the catalog lacks, in the catalog's own form. They are called by
    `omiq call` and `client.call` where they are in the folder `catalog` of your settings, in what OMIQ_CATALOG lists,
    or are named by --overlay.
    """
    from .._catalog.overlays import examined, named_files
    from ._catalog import told_number

    paths = named_files(files) if files else run.overlays.files
    if not paths:
        run.say("There is no overlay: neither in your folder of settings, nor in OMIQ_CATALOG.")
        return
    catalog, findings = examined(paths)
    rows = [{"place": f"{each.file}:{each.line}", "message": each.message, "mend": each.mend} for each in findings]
    run.output.rows(rows, ("place", "message", "mend"), identity=lambda row: str(row["place"]))
    if findings:
        raise Failure(f"Overlays have {len(findings)} fault{'s' if len(findings) > 1 else ''}.")
    run.say(f"{told_number(catalog, paths)}: no findings")


@command.command(
    "generate", examples=["omiq catalog generate --overlay mine.yaml --output package/ --name omiq_yourcompany"]
)
@click.option(
    "--overlay",
    "files",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Overlay to make a package of; those of the environment are left out.",
)
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="Where the package goes."
)
@click.option("--name", default="omiq_extension", metavar="NAME", help="What it is imported by: omiq_extension.")
@click.pass_obj
def generate(run: Run, files: tuple[Path, ...], output: Path, name: str) -> None:
    """Make a typed package of what overlays add, by the generator that made the client itself.

    Its operations are methods as the client's own are: `from omiq_extension import Api`, and then
    `Api(client).projects.list(limit=5)`. A package that was made before is replaced as a whole.
    """
    from ._extension import make

    make(run, files, output, name)


def _list(run: Run, found: Iterable[Entry]) -> None:
    run.output.rows([entry.row() for entry in found], _COLUMNS)


def _check_tag(tag: str, tags: set[str]) -> None:
    if tag not in tags:
        from .._nearest import nearest

        raise Failure(f"There is no tag {tag!r}{nearest(tag, tags)}", "`omiq catalog list` shows all.", USAGE)


def _searched(entry: Entry) -> str:
    operation = entry.operation
    names = [name for each in operation.parameters for name in (each.name, each.argument)]
    texts = (operation.id, operation.path, operation.name, operation.summary, entry.description, *names)
    return "\n".join(texts).casefold()


def _to_read(entry: Entry) -> dict[str, Any]:
    """Return what is known as members without members, empty ones left out."""
    row = entry.row()
    row["retry"] = f"{row['retry']}: {entry.reason}" if entry.reason else row["retry"]
    for name in ("reason", "sources", "parameters"):
        del row[name]
    rows = {name: value for name, value in row.items() if value}
    for argument in entry.arguments:
        needed = "required" if argument.parameter.required else "optional"
        place = f"{argument.kind}, {argument.parameter.place}, {needed}"
        rows[f"parameter {argument.parameter.name}"] = f"{place}. {argument.help}".strip()
    return rows | {f"source {key}": title for key, title in entry.sources.items()}
