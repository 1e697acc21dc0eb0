"""The command `omiq-sandbox`."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING

from ._options import Options

if TYPE_CHECKING:
    from ._server import Server

_PATIENCE = 0.4  # seconds for what is under way when the command is told to end
_UNITS = {"s": 1, "m": 60, "h": 3600}
_DESCRIPTION = "A local server that behaves as OMIQ is known to. It listens on this machine alone."
_SERVE = """\
Serve until Ctrl-C. Without --data nothing is kept.

Examples:
  omiq-sandbox serve
  omiq-sandbox serve --data ~/sandbox --port 8080 --storage-port 8081

In a shell, in the background, for programs that read OMIQ_SERVER and OMIQ_SECRET_FILE:
  eval "$(omiq-sandbox serve --env &)"
  python -c 'import omiq; print(omiq.Client().users.me().name)'
  kill "$OMIQ_SANDBOX_PID"
"""
_PANEL = """\
Write FCS files of a believable T-cell panel, to upload.

Example:
  omiq-sandbox panel ~/panel --files 2
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, 1 where something cannot be used, 2 for wrong arguments."""
    arguments = _parser().parse_args(argv)
    try:
        return _panel(arguments) if arguments.command == "panel" else _serve(arguments)
    except ImportError as missing:
        return _fail(f"needs `pip install 'omiq-client[sandbox]'`: {missing}")
    except OSError as wrong:
        return _fail(str(wrong))


def _serve(arguments: argparse.Namespace) -> int:
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())

    from ._sandbox import CannotStart
    from ._server import Server

    try:
        with Server(_options(arguments)) as server:
            _write("".join(_exports(server) if arguments.env else _welcome(server)), last=arguments.env)
            ended.wait()
            patience = Timer(_PATIENCE, _give_up, [server])
            patience.daemon = True
            patience.start()
        patience.cancel()
    except CannotStart as wrong:
        return _fail(str(wrong))
    return 0


def _give_up(server: Server) -> None:
    """End although work is under way. With --data it goes on at the next start, as after a kill."""
    if server.options.data is None:
        shutil.rmtree(server.secret_file.parent, ignore_errors=True)
    os._exit(0)


def _panel(arguments: argparse.Namespace) -> int:
    from ._cytometry.panel import write_panel

    write_panel(arguments.folder, files=arguments.files, events=arguments.events, seed=arguments.seed)
    return 0


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        data=arguments.data,
        seed=arguments.seed,
        token_lifetime=arguments.token_lifetime,
        one_login=arguments.one_login,
        long_export_events=arguments.long_export_events,
        faults=arguments.faults,
        port=arguments.port,
        storage_port=arguments.storage_port,
    )


def _welcome(server: Server) -> list[str]:
    accounts = [user for user in server.users if user.password is not None]
    return [
        f"API          {server.url}\n",
        f"Pages        {server.gui_url}/profile?token=true\n",
        f"Docs         {server.gui_url}/docs\n",
        f"Secret file  {server.secret_file}\n",
        f"Token        {server.token}\n",
        "\nTo log in to the pages:\n",
        *(f"  {user.email:24} {user.password}\n" for user in accounts),
        "\nCtrl-C ends it.\n",
    ]


def _exports(server: Server) -> list[str]:
    # The client takes a token or a secret file, not both.
    variables = {"OMIQ_SERVER": server.url, "OMIQ_SECRET_FILE": str(server.secret_file)}
    exports = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    return [*exports, "unset OMIQ_TOKEN\n", f"OMIQ_SANDBOX_PID={os.getpid()}\n"]


def _write(text: str, *, last: bool) -> None:
    """Write to standard output; after what is the `last`, let its reader see the end while this goes on."""
    sys.stdout.write(text)
    sys.stdout.flush()
    if last:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _fail(words: str) -> int:
    sys.stderr.write(f"omiq-sandbox: {words}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("omiq-sandbox", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    layout = argparse.RawDescriptionHelpFormatter
    serve = commands.add_parser("serve", help="serve until Ctrl-C", description=_SERVE, formatter_class=layout)
    serve.add_argument("--port", type=_port, default=0, help="port of the API and the pages (any that is free)")
    serve.add_argument("--storage-port", type=_port, default=0, help="port of the storage (any that is free)")
    serve.add_argument("--data", type=Path, metavar="DIR", help="folder that keeps everything (nothing is kept)")
    serve.add_argument("--seed", choices=["demo", "empty"], default="demo", help="what a new sandbox holds (demo)")
    serve.add_argument("--token-lifetime", type=_seconds, default="8h", metavar="TIME", help="8h, 30m or 45s (8h)")
    serve.add_argument("--one-login", action="store_true", help="a newer login of an account ends the older one")
    serve.add_argument(
        "--long-export-events",
        type=_count,
        default=Options().long_export_events,
        metavar="N",
        help="an export of more events is a long operation (%(default)s)",
    )
    serve.add_argument("--faults", type=Path, metavar="FILE", help="JSON list of faults to begin with")
    serve.add_argument("--env", action="store_true", help="print shell variables alone, for `eval`")
    panel = commands.add_parser("panel", help="write FCS files", description=_PANEL, formatter_class=layout)
    panel.add_argument("folder", type=Path, metavar="FOLDER", help="where they go")
    panel.add_argument("--files", type=_count, default=8, metavar="N", help="how many (%(default)s)")
    panel.add_argument("--events", type=_count, default=20_000, metavar="N", help="events of each (%(default)s)")
    panel.add_argument("--seed", type=_count, default=1, metavar="N", help="another seed, other events (%(default)s)")
    return parser


def _port(text: str) -> int:
    if not (number := _count(text)) < 2**16:
        raise argparse.ArgumentTypeError("a port is at most 65535")
    return number


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _seconds(text: str) -> float:
    if not (match := re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text, re.ASCII)):
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 8h, 30m or 45s")
    return float(match[1]) * _UNITS[match[2]]


if __name__ == "__main__":
    sys.exit(main())
