"""Export all populations of all files of a workflow into one table, CSV or Parquet.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/export_all_populations.py WORKFLOW_ID TABLE.csv

A line is an event: the file that it is of, its number in there, the raw values of the channels, and for each population
whether the event is in it. Beside the table, `TABLE/` keeps the exported files: the same command, once more, exports
what is missing alone. Needs `omiq-client[polars]`, and `omiq-client[arrow]` for Parquet.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import omiq


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with omiq.Client() as client:
            exports = client.exports.run(
                options.workflow,
                task=options.task,
                membership="columns",
                units="raw",
                folder=options.table.with_suffix(""),
            )
        count = write(exports, options.table)
    except (omiq.OmiqError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    populations = len(exports.described.filters)
    print(f"Wrote {options.table}: {count:,} events of {len(exports)} files, {populations} populations")
    return 0


def write(exports: omiq.Exports, table: Path) -> int:
    """Write the events of all files to one table, and return their number."""
    if table.suffix == ".parquet":
        import polars as pl

        exports.to_parquet(table)
        return int(pl.scan_parquet(table).select(pl.len()).collect().item())
    events = exports.to_polars()
    events.write_csv(table)
    return events.height


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("workflow", type=int, metavar="WORKFLOW_ID", help="id of the workflow")
    parser.add_argument("table", type=Path, metavar="TABLE.csv", help="the table to write, .csv or .parquet")
    parser.add_argument("--task", type=int, metavar="ID", help="the task to export at (the lowest that gates)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
