"""The command `omiq`."""

from __future__ import annotations

import signal
import sys

_INTERRUPTED = 130


def main() -> int:
    """Run the command with the arguments of this process; return its exit code (`omiq --help` lists them)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # schedulers end a job so: it ends as by Ctrl-C
    try:
        return _run()
    except KeyboardInterrupt:  # while it began, or while it told of another one
        sys.stderr.write("omiq: Interrupted.\n")
        return _INTERRUPTED


def _run() -> int:
    try:
        import click  # noqa: F401 (the extra is there, or it is not)
    except ImportError:
        sys.stderr.write(
            "omiq: The command needs libraries that are not installed.\nTry: pip install 'omiq-client[cli]'\n"
        )
        return 1
    from .cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
