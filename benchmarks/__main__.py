"""Run the measurements and print one table. A goal that is missed is shown, and is no failure."""

from __future__ import annotations

import platform
from argparse import ArgumentParser
from collections.abc import Callable
from importlib.metadata import version

from . import (
    call_time,
    check_time,
    command_time,
    export_tables,
    growth,
    import_time,
    listing_memory,
    listing_time,
    many_exports,
    many_files,
    single_file,
)
from .fresh import in_fresh_process
from .table import FULL, QUICK, Row, Size, table

MEASUREMENTS: dict[str, Callable[[Size], list[Row]]] = {
    "import-time": import_time.measure,
    "command-time": command_time.measure,
    "call-time": call_time.measure,
    "check": check_time.measure,
    "listing-time": listing_time.measure,
    "listing-memory": listing_memory.measure,
    "single-file": single_file.measure,
    "many-files": many_files.measure,
    "many-exports": many_exports.measure,
    "export-tables": export_tables.measure,
    "growth": growth.measure,
}
COMPARED = ("httpx", "requests", "polars")


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks", description="Compare omiq with the libraries below it.")
    parser.add_argument("--only", metavar="NAME", choices=MEASUREMENTS, help=f"one of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--quick", action="store_true", help="show that all of it runs; the figures mean nothing")
    options = parser.parse_args()
    chosen = [options.only] if options.only else list(MEASUREMENTS)
    versions = ", ".join(f"{name} {version(name)}" for name in COMPARED)
    print(f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}; {versions}\n")
    size = QUICK if options.quick else FULL
    rows = [row for name in chosen for row in in_fresh_process(MEASUREMENTS[name], size)]
    print(table(rows))
    missed = [row.name for row in rows if not row.met]
    print(f"\nGoals missed: {'; '.join(missed) or 'none'}.")


if __name__ == "__main__":
    main()
