"""`omiq call`: each operation of the catalog as a command, made from the catalog."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from omiq_generated.api import OPERATIONS
from omiq_generated.types import Call, Model, Operation

from ._command import Command, Decorator, Group, connected, destroying, overlaying, shown, writing
from ._failures import USAGE, Failure
from ._run import Run

if TYPE_CHECKING:
    from .._catalog.entries import Entry

_WIDTH = 96
_OVERWRITING = frozenset({"changeOwner", "forceDeleteDataset", "saveWorkflow", "updateTask"})


def destroys(operation: Operation) -> bool:
    """Say whether an operation is asked about before it is sent.

    It is where it deletes for good, overwrites a whole that others edit too, or gives away the right to undo it.
    """
    return operation.method == "DELETE" or operation.id in _OVERWRITING


class _Operations(Group):
    """The operations, each by its id or by its method on the client."""

    from_catalog = True

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [id for id, _ in self.short_helps(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        from ._catalog import entry

        found = entry(ctx.ensure_object(Run), cmd_name)
        if not found.operation.authenticated:
            raise Failure(
                f"{found.operation.id} is not called here: a secret key would stand in the list of processes, and a "
                "token on the screen.",
                "`omiq auth login` signs in, and `omiq auth token` prints the token.",
                USAGE,
            )
        return _command(found)

    def short_helps(self, ctx: click.Context) -> Sequence[tuple[str, str]]:
        run = ctx.find_object(Run)
        operations = OPERATIONS if run is None else _operations(run)
        return [(id, operation.summary) for id, operation in operations.items() if operation.authenticated]


command = _Operations(
    "call",
    help="""Call any operation of the catalog, by its id or its method on the client.

    Its arguments are options: texts and numbers as they are, lists and objects as JSON or @FILE, true or false for
    what is either (true where no value follows). What deletes, overwrites or gives away asks first.
    """,
    examples=(
        "omiq call listDatasets --limit 5",
        "omiq call datasets.list --include-owner --json",
        'omiq call setDatasetMetadata --dataset-id 271715923047819 --metadata \'{"Study": "Lymphoma"}\'',
        "omiq call saveWorkflow --workflow @workflow.json --dry-run",
    ),
)


overlaying(command)


def _operations(run: Run) -> dict[str, Operation]:
    from ._catalog import all_entries

    return {id: entry.operation for id, entry in all_entries(run).items()}


def _command(entry: Entry) -> click.Command:
    from ._arguments import options_of

    @click.pass_obj
    def carry_out(run: Run, /, **texts: str | None) -> None:
        call = _call(run, entry, texts)
        if destroys(entry.operation):
            run.confirm(_question(call.operation, texts))
        _show(run, entry, run.watched_client.execute(call))

    function = connected(carry_out)
    for decorate in _options(entry):
        function = decorate(function)
    made = click.command(
        entry.operation.id,
        cls=Command,
        params=options_of(entry.arguments),
        help=f"{entry.operation.summary}\n\n{entry.description}",
        examples=[_example(entry)],
        sections=_sections(entry),
    )
    return made(function)


def _options(entry: Entry) -> list[Decorator]:
    options: list[Decorator] = []
    if destroys(entry.operation):
        options.append(destroying)
    elif entry.operation.retry != "safe":
        options.append(writing)
    return options if entry.shape == "other" else [*options, shown]


def _call(run: Run, entry: Entry, texts: Mapping[str, str | None]) -> Call[Any]:
    from .._calls import catalogued_call
    from ._arguments import values_of

    id = entry.operation.id
    values = values_of(entry.arguments, texts, f"omiq call {id}")
    try:
        return catalogued_call(id, values, lambda: run.overlays.read().added)
    except ValueError as wrong:
        raise Failure(f"{wrong}.", f"Try `omiq call {id} --help`.", USAGE) from None


def _question(operation: Operation, texts: Mapping[str, str | None]) -> str:
    names = {each.argument for each in operation.parameters}
    given = (f"{name}={text}" for name, text in texts.items() if name in names and text and len(text) <= 40)
    return f"{operation.summary.rstrip('.')} ({', '.join(given)})?"


def _show(run: Run, entry: Entry, value: Any) -> None:
    if entry.shape == "rows" and isinstance(value, list):
        run.output.rows(value, entry.columns or _first_members(value))
    elif entry.shape == "object" and isinstance(value, Model | dict):
        members = value.raw if isinstance(value, Model) else value
        run.output.one(value, [name for name in members if name not in entry.secrets])
    else:
        from ._answer import show_json

        show_json(value, plain_text=True)


def _first_members(value: list[Any]) -> list[str]:
    first = value[0] if value else {}
    members = getattr(first, "raw", first).items()
    return [name for name, member in members if not isinstance(member, dict | list)][:4] or ["id"]


def _example(entry: Entry) -> str:
    from ._arguments import metavar

    required = (f"{each.option} {metavar(each)}" for each in entry.arguments if each.parameter.required)
    return " ".join([f"omiq call {entry.operation.id}", *required])


def _sections(entry: Entry) -> dict[str, str]:
    from .._catalog.entries import BUILT_IN

    operation = entry.operation
    facts = {
        "certainty": operation.certainty,
        **{f"source {key}": title for key, title in entry.sources.items()},
        "retry": f"{operation.retry}: {entry.reason}" if entry.reason else operation.retry,
        "look up": operation.look_up,
        "answer": entry.answer,
        "method": f"client.{operation.name}" if entry.origin == BUILT_IN else f'client.call("{operation.id}", …)',
        "overlay": "" if entry.origin == BUILT_IN else entry.origin,
    }
    known = "\n".join(_wrapped(f"{name}: {text}") for name, text in facts.items() if text)
    return {"Request": f"{operation.method} {operation.path}", "What is known": known}


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
