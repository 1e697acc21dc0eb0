"""Draft entries of the catalog from recordings of calls."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .._extras import extra
from ._command import Command, progressing
from ._failures import USAGE, Failure
from ._run import Run
from ._whole import check_file, whole

if TYPE_CHECKING:
    from .._learning.draft import Draft
    from .._recording.exchange import Recording

_LONG = 20_000_000  # bytes that take a while to read
_FILE = click.Path(path_type=Path)

_WHAT_IS_COPIED = """\
A recording holds your token, names and data. The draft holds none of it: paths and names of members with what is an
id, a name or a key replaced, types, and how often each was seen. A name in a path or as a key that is a single word
in small letters may pass for one of the API's: read the draft before you pass it on, and keep the recording to
yourself."""


@click.command(
    "learn",
    cls=Command,
    examples=(
        'omiq catalog learn recording.har --source "GUI of yourcompany, 2026-11-20" --output projects.yaml',
        'omiq catalog learn calls.jsonl --source "support mail of 2026-11-20" --into spec/',
    ),
    sections={"What is copied": _WHAT_IS_COPIED},
)
@click.argument("recordings", nargs=-1, required=True, metavar="RECORDING...", type=_FILE)
@click.option("--source", required=True, metavar="TEXT", help="Where the calls are from, and when; it is copied.")
@click.option("--server", metavar="NAME_OR_URL", help="Server whose calls to take; else the one that is recorded.")
@click.option("--output", metavar="FILE", type=_FILE, help="Write an overlay to a file, instead of stdout.")
@click.option("--into", metavar="DIR", type=_FILE, help="Add to the catalog in a folder, as spec/ of this project.")
@click.option("--force", is_flag=True, help="Let --output replace a file.")
@progressing
@click.pass_obj
def command(
    run: Run,
    recordings: tuple[Path, ...],
    source: str,
    server: str | None,
    output: Path | None,
    into: Path | None,
    force: bool,
) -> None:
    """Draft entries of the catalog for the calls that it lacks, from recordings of calls.

    A recording is a HAR file (in the browser's developer tools, Network, "Save all as HAR with content"), or what
    Client(record=FILE) writes. What the catalog and your overlays have is not drafted. What is drafted is what was
    seen: review its names, whether calls may be repeated (`retry`), and what says "review".
    """
    if output is not None and into is not None:
        raise Failure("--output and --into cannot be had together.", "Give one of them.", USAGE)
    if output is not None:
        check_file(output, force=force)
    with extra("catalog"):
        from .._catalog.overlays import Overlays
        from .._learning import placing
        from .._learning.draft import learn

        document = Overlays().read().document if into is None else placing.catalog_at(into)
        there = [_read(run, path, server) for path in recordings]
    draft = learn(there, document, source)
    _tell(run, there, draft)
    if not draft.operations:
        run.say("Nothing to add.")
    elif into is not None:
        for path in placing.put(draft, into):
            run.say(f"Added to {path}.")
    elif output is not None:
        with whole(output, force=force) as part:
            part.write_text(draft.as_overlay(), encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(draft.as_overlay())


def _read(run: Run, path: Path, server: str | None) -> Recording:
    from .._learning.recordings import read

    with _waiting(run, path):
        return read(path, server)


@contextmanager
def _waiting(run: Run, path: Path) -> Iterator[None]:
    """Show on a terminal that a large file is being read."""
    if run.no_progress or not sys.stderr.isatty() or not path.is_file() or path.stat().st_size < _LONG:
        yield
        return
    from rich.console import Console
    from rich.markup import escape

    size = path.stat().st_size // 1_000_000
    with Console(stderr=True).status(f"Reading {escape(str(path))} ({size} MB)"):
        yield


def _tell(run: Run, recordings: Sequence[Recording], draft: Draft) -> None:
    """Say what was read, what was left out, and what to look at."""
    unread = Counter[str]()
    for recording in recordings:
        unread.update(recording.unread)
    run.say(f"Requests read, with their answers: {sum(len(each.exchanges) for each in recordings)}.")
    _list(run, "Could not be read, or not wholly:", unread)
    if draft.known:
        run.say(f"Known already: {draft.known.total()}, of operations: {len(draft.known)}.")
    _list(run, "Left out:", draft.left_out)
    run.say(f"Drafted operations: {len(draft.operations)}, and schemas: {len(draft.schemas)}.")
    for each in draft.operations:
        run.say(f"  {each.method.upper()} {each.path}: {each.id} (requests: {each.requests})")
    if draft.operations:
        run.say('Review the names, `retry`, `reason` and `look-up` of each, and the comments that say "review".')


def _list(run: Run, title: str, counts: Mapping[str, int]) -> None:
    if counts:
        run.say(title)
    for why, count in counts.items():
        run.say(f"  {count} {why}")
