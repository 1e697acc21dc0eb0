"""A typed package of what overlays add."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from keyword import iskeyword
from pathlib import Path

from .._catalog.document import built_in
from .._catalog.overlays import named_files, origins_in, sound
from ._failures import USAGE, Failure
from ._run import Run

_TAKEN = frozenset({"omiq", "omiq_generated", "omiq_generator", "omiq_sandbox"})


def make(run: Run, overlays: Sequence[Path], output: Path, name: str) -> None:
    """Make the package `name` in the folder `output`; raise where overlays are broken, or nothing can be built."""
    if not name.isidentifier() or iskeyword(name) or name in _TAKEN | sys.stdlib_module_names:
        raise Failure(f"{name!r} is no name of a package.", "Give --name one like omiq_yourcompany.", USAGE)
    files = named_files(overlays)
    catalog = sound(files)
    added = origins_in(catalog)
    if not added:
        raise Failure("The overlays add no operation.", "Name others.", USAGE)
    from omiq_generator.extension import build
    from omiq_generator.tools import BuildError

    try:
        build(catalog, built_in().value, output / name)
    except BuildError as wrong:
        raise Failure(str(wrong)) from None
    run.say(f"{output / name}: {len(added)} operations of {', '.join(map(str, files))}")
