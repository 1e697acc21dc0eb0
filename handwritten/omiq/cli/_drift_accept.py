"""What was found, put into an overlay or into the files of a split catalog, and forgotten."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path

from .._drift.accepting import Text, into_files, into_overlay, write
from .._drift.amending import Amendment
from .._drift.findings import Seen, Store
from ._run import Run
from ._streams import results
from ._whole import check_file, whole


def accept_into(run: Run, found: Sequence[Seen], root: Path, source: str | None) -> None:
    """Change the files of a split catalog; a dry run shows how."""
    amended, texts = into_files([each.finding for each in found], root, source, datetime.now(UTC).date())
    if not run.dry_run:
        write(texts)
    else:
        with results():
            sys.stdout.writelines(line for file, text in texts.items() for line in _diff(file, text))
    _end(run, amended, ", ".join(map(str, texts)))


def accept_as_overlay(run: Run, found: Sequence[Seen], source: str | None, output: Path | None, *, force: bool) -> None:
    """Write an overlay to a file, or to stdout."""
    if output is not None:
        check_file(output, force=force)
    amended, text = into_overlay([each.finding for each in found], source, datetime.now(UTC).date())
    if output is None or run.dry_run:
        with results():
            sys.stdout.write(text)
    elif text:
        with whole(output, force=force) as part:
            part.write_text(text, encoding="utf-8")
    _end(run, amended, str(output or "the overlay"))


def _diff(file: Path, text: Text) -> Sequence[str]:
    old, new = text.old.splitlines(keepends=True), text.new.splitlines(keepends=True)
    name = file.relative_to(file.anchor).as_posix()
    return list(unified_diff(old, new, f"a/{name}", f"b/{name}"))


def _end(run: Run, amended: Amendment, where: str) -> None:
    """Forget what was accepted, and tell what is left to a person."""
    if not run.dry_run:
        Store.at().forget(amended.accepted)
    for finding, what in amended.left.items():
        operation, path, kind, detail = finding
        run.say(f"Left: {operation} {path}: {kind}, {detail}. {what[0].upper()}{what[1:]}.")
    count = f"{len(amended.accepted)} findings {'would be ' if run.dry_run else ''}accepted"
    if amended.patch:
        run.say(f"{count} in {where}.")
    else:
        run.say(f"{count}: the catalog says so already." if amended.accepted else "There is nothing to accept.")
