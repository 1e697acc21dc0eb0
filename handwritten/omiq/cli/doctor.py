"""`omiq doctor`: what stands between this machine and OMIQ."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from .._printable import printable
from ._checks.findings import Finding
from ._command import Command, connected, shown
from ._failures import FAILED
from ._run import Run

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "red"}
_MARGIN = " " * 9


@click.command(
    "doctor",
    cls=Command,
    examples=["omiq doctor", "omiq doctor --server yourcompany", "omiq doctor --json >findings.json"],
)
@shown
@connected
@click.pass_obj
def command(run: Run) -> None:
    """Check Python, settings, network and sign-in, and say what to do about each finding.

    Signs in as other commands do. What it prints holds no secret. Ends with 1 where something failed.
    """
    statuses = []
    rows = []
    plain = run.form is None and run.columns is None
    for name, finding in _all(run):
        statuses.append(finding.status)
        if plain:
            _print(name, finding)
        rows.append({"check": name, **finding._asdict()})
    if not plain:
        run.output.rows(rows, ("check", "status", "found", "advice"), identity=lambda row: str(row["check"]))
    sys.stdout.flush()
    if "failed" in statuses:
        raise click.exceptions.Exit(FAILED)


def _all(run: Run) -> Iterator[tuple[str, Finding]]:
    from .._errors import ConfigurationError
    from ._checks import kept, machine
    from ._checks.findings import failed, findings
    from ._checks.network import Network
    from ._checks.sign_in import SignIn

    yield from findings([*machine.checks(), *kept.checks()])
    sign_in = SignIn(run.server, run.profile, run.secret_file)
    try:
        network = Network(sign_in.api_url())
    except ConfigurationError as error:
        yield "server", failed(error)
        return
    yield from findings(network.checks())
    yield from findings([("sign-in", lambda: sign_in.check(reached=network.reached))])


def _print(name: str, finding: Finding) -> None:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    status = f"{finding.status:<{len(_MARGIN)}}"
    told = printable(f"{name}: {finding.found}")
    click.echo(f"{click.style(status, _COLOURS[finding.status]) if colour else status}{told}")
    if finding.advice:
        click.echo(f"{_MARGIN}{printable(finding.advice)}")
