"""Run quickstart.py against a sandbox that lasts as long: `make demo`, with your own files `make demo FCS=folder`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import omiq_sandbox

QUICKSTART = Path(__file__).with_name("quickstart.py")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    folder = options.fcs or options.output / "fcs"
    if options.fcs is None:
        panel = ["--files", str(options.files), "--events", str(options.events)]
        subprocess.run([sys.executable, "-m", "omiq_sandbox", "panel", folder, *panel], check=True)
    with omiq_sandbox.run() as server:
        print("Started a sandbox at", server.url, flush=True)
        environment = os.environ | {
            "OMIQ_SERVER": server.url,
            "OMIQ_TOKEN": server.token,
            "OMIQ_SECRET_FILE": str(server.secret_file),
            "NO_PROXY": "127.0.0.1",
            "PYTHONUNBUFFERED": "1",  # each line as it is printed, into a pipe too
        }
        command = [sys.executable, QUICKSTART, folder, options.output / "results"]
        return subprocess.run(command, env=environment, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fcs", type=Path, metavar="DIR", help="your own FCS files; without it a T-cell panel is made")
    parser.add_argument("--output", type=Path, metavar="DIR", default=Path("demo"), help="where to write (demo)")
    parser.add_argument("--files", type=int, default=8, help="files of the panel (8)")
    parser.add_argument("--events", type=int, default=20_000, help="events of each file of the panel (20000)")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
