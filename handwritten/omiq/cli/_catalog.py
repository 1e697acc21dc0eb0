"""The entries of the catalog, as the commands find them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from omiq_generated.api import OPERATIONS

from .._catalog.entries import Entry, built_in_entry, entries
from .._catalog.overlays import origins_in, overlaid
from .._errors import ConfigurationError
from .._nearest import nearest
from ._failures import USAGE, Failure
from ._run import Run

if TYPE_CHECKING:
    from omiq_generator.catalog import Catalog

_ALL = "`omiq catalog list` shows all, `omiq catalog search WORD` finds some."


def all_entries(run: Run) -> Mapping[str, Entry]:
    """Return all entries by id; where overlays that nobody has named are broken, say so and leave them out."""
    overlays = run.overlays
    try:
        return entries(overlays.read())
    except ConfigurationError as broken:
        for line in (*str(broken).splitlines(), "Overlays are left out."):
            run.say(line)
        return entries(overlaid([]))


def entry(run: Run, name: str) -> Entry:
    """Return the entry of an operation, given by its id or by its method on the client (`datasets.list`).

    Overlays are read where none that is built in is called so.
    """
    _ = run.overlays  # those of options are checked
    by_method = {operation.name: id for id, operation in OPERATIONS.items()}
    if by_method.get(name, name) in OPERATIONS:
        return built_in_entry(by_method.get(name, name))
    found = all_entries(run)
    by_method = {each.operation.name: id for id, each in found.items()}
    if by_method.get(name, name) in found:
        return found[by_method.get(name, name)]
    raise Failure(f"There is no operation {name!r}{nearest(name, [*found, *by_method])}", _ALL, USAGE)


def told_number(catalog: Catalog, files: Sequence[Path]) -> str:
    """Say how many operations are built in, and how many each overlay adds."""
    counts = Counter(origins_in(catalog).values())
    return " + ".join([f"{len(OPERATIONS)} operations", *(f"{counts[file]} of {file}" for file in files)])
