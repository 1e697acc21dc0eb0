"""`omiq api`: a request to any endpoint, in the manner of `gh api`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack, get_args

import click

from omiq_generated.types import Retry

from ._command import Command, connected, writing
from ._failures import USAGE, Failure
from ._fields import nested, query_of
from ._inputs import Inputs
from ._run import Run

if TYPE_CHECKING:
    from .. import RawArguments

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_WITH_QUERY = ("GET", "HEAD")
_FIELDS = """\
name=value         a member of the body, or of the query where the method is GET or HEAD
a[b]=value         the member b of the object a
a[]=value          an item of the list a; in a query, a once more
a[][b]=value       the member b of an object in the list a: of the last one, or a new one that has b already
a[]                an empty list
-F a=true          true, false, null and numbers are themselves; any other value is a text
-F a=@notes.txt    the text of a file; of stdin for @-
Those of -f come before those of -F."""


class Words(TypedDict):
    """What the request is made of, and what becomes of its answer."""

    words: tuple[str, ...]
    texts: tuple[str, ...]
    typed: tuple[str, ...]
    source: str | None
    headers: tuple[str, ...]
    retry: Retry | None
    expression: str | None
    include: bool
    output: Path | None
    force: bool


@click.command(
    "api",
    cls=Command,
    examples=(
        "omiq api /settings/config",
        "omiq api GET /datasets -F limit=5 --jq '.datasets[].displayName'",
        'omiq api POST /datasets -f displayName="Panel 3" --dry-run',
        "omiq api /datasets/271715923047819/setmetadata -f 'metadata[Study]=Lymphoma'",
        "omiq api POST /workflows --input workflow.json",
    ),
    sections={"Fields": _FIELDS},
)
@click.argument("words", nargs=-1, metavar="[METHOD] PATH")
@click.option("-f", "--raw-field", "texts", multiple=True, metavar="KEY=TEXT", help="Add a field of text.")
@click.option("-F", "--field", "typed", multiple=True, metavar="KEY=VALUE", help="Add a field of any type.")
@click.option(
    "--input",
    "source",
    metavar="FILE",
    help="Send a file as the body, as it is; - is stdin. Fields go into the query then.",
)
@click.option("-H", "--header", "headers", multiple=True, metavar="NAME: VALUE", help="Add a header.")
@click.option(
    "--retry",
    type=click.Choice(get_args(Retry)),
    help="What a repeat does: safe reads, idempotent writes the same again, never is not repeated. "
    "Reads are safe and all else is never, unless you say so.",
)
@click.option("-q", "--jq", "expression", metavar="EXPRESSION", help="Print what jq makes of the answer.")
@click.option("-i", "--include", is_flag=True, help="Print the status and the headers before the body.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the body to a file, and nothing to stdout."
)
@click.option("--force", is_flag=True, help="Let --output replace a file.")
@writing
@connected
@click.pass_obj
def command(run: Run, **words: Unpack[Words]) -> None:
    """Send a request to any endpoint, documented or not, and print its answer.

    PATH is below the API's URL. METHOD is GET, or POST where there are fields or --input. JSON is printed as it came,
    on one line; on a terminal it is indented. Other answers are written as they came. A long operation is waited for.
    """
    _check(words)
    method, path = _method_and_path(words)
    arguments = _arguments(method, words)
    if run.dry_run:
        _show_alone(run, method, path, arguments)
    from ._answer import save, show

    client = run.watched_client
    if words["output"] is not None:
        save(client, method, path, arguments, words["output"], force=words["force"])
        return
    filter = None
    if words["expression"] is not None:
        from ._filter import Filter

        filter = Filter(words["expression"])
    show(client.answer(client.request, method, path, **arguments), head=words["include"], filter=filter)


def _check(words: Words) -> None:
    """Raise Failure where options do not go together."""
    if words["output"] is None:
        return
    if words["include"] or words["expression"] is not None:
        raise Failure(
            "--output writes the body untouched: --jq and --include have no place there.",
            "Leave --output out, and write stdout to a file.",
            USAGE,
        )
    from ._whole import check_file

    check_file(words["output"], force=words["force"])


def _method_and_path(words: Words) -> tuple[str, str]:
    given = words["words"]
    if not 1 <= len(given) <= 2:
        raise Failure(f"Expected [METHOD] PATH, got {len(given)} arguments.", "Try `omiq api --help`.", USAGE)
    if len(given) == 1 and given[0].upper() in _METHODS:
        raise Failure(f"There is no path after {given[0]}.", f"Write one: omiq api {given[0]} /datasets", USAGE)
    has_body = bool(words["texts"] or words["typed"] or words["source"] is not None)
    method = given[0].upper() if len(given) == 2 else "POST" if has_body else "GET"
    if method not in _METHODS:
        raise Failure(f"{given[0]!r} is no method.", f"There are {', '.join(_METHODS)}.", USAGE)
    path = given[-1]
    return method, path if path.startswith("/") or "://" in path else f"/{path}"


def _arguments(method: str, words: Words) -> RawArguments:
    inputs = Inputs()
    arguments: RawArguments = {"headers": _headers(words["headers"]), "retry": words["retry"]}
    fields = nested(words["texts"], words["typed"], inputs)
    if words["source"] is not None:
        content = inputs.data(words["source"])
        arguments["content"] = content
        arguments["headers"] = {"content-type": _kind_of(content)} | _headers(words["headers"])
    if fields and (words["source"] is not None or method in _WITH_QUERY):
        arguments["params"] = query_of(fields)
    elif fields:
        arguments["json"] = fields
    return arguments


def _headers(lines: tuple[str, ...]) -> dict[str, str]:
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            raise Failure("A header has no colon.", "Write 'NAME: VALUE', in quotes.", USAGE)
        headers[name.strip().lower()] = value.strip()
    return headers


def _kind_of(content: bytes) -> str:
    from .._json import decode

    try:
        decode(content)
    except ValueError:
        return "application/octet-stream"
    return "application/json"


def _show_alone(run: Run, method: str, path: str, arguments: RawArguments) -> None:
    """End the command with the request shown, a read too."""
    from .._calls import raw_call
    from ._dry_run import DryClient

    if isinstance(run.client, DryClient):
        raise run.client.unsent(raw_call(run.client.api_url, method, path, **arguments))
