"""`python -m generator`: check the catalog, and build what is generated from it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .catalog import load
from .check import check

_PROJECT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, or 1 where something was found or failed."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    spec = _shown(options.spec)
    findings = check(spec)
    if findings:
        print(*findings, sep="\n", file=sys.stderr)
        return 1
    if options.command == "build":
        from .build import build

        return build(spec, _shown(options.output), _shown(options.sandbox), check=options.check)
    document = load(spec)
    count = sum(1 for _ in document.operations())
    print(f"{count} operations, {len(document.document['components']['schemas'])} schemas: no findings")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="find what is wrong with the catalog")
    building = commands.add_parser("build", help="check the catalog and write what is generated from it")
    for command in (checking, building):
        command.add_argument("--spec", type=Path, metavar="DIR", default=_PROJECT / "spec", help="the catalog")
    building.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        default=_PROJECT / "generated_client" / "omiq_generated",
        help="the client's package to write",
    )
    building.add_argument(
        "--sandbox",
        type=Path,
        metavar="DIR",
        default=_PROJECT / "sandbox" / "omiq_sandbox",
        help="the sandbox's package, to write its models and document into",
    )
    building.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file would change")
    return parser


def _shown(path: Path) -> Path:
    """The path as it is shown: relative where it is below the working folder."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else Path(relative)


if __name__ == "__main__":
    sys.exit(main())
