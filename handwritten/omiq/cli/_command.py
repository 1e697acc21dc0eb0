"""What all commands have in common: examples in their help, and options that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import click

from ._run import Run

C = TypeVar("C", bound=Callable[..., Any])
Decorator: TypeAlias = Callable[[Any], Any]


class Command(click.Command):
    """A command whose help shows examples, and sections of text that is not wrapped."""

    def __init__(
        self, *arguments: Any, examples: Sequence[str] = (), sections: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        options["context_settings"] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        super().__init__(*arguments, **options)
        self.examples = tuple(examples)
        shown = {"Examples": "\n".join(self.examples)} if self.examples else {}
        self.sections = shown | dict(sections or {})
        if not isinstance(self, click.Group):
            debugging(self)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, text in self.sections.items():
            with formatter.section(title):
                for line in text.splitlines():
                    formatter.write(f"  {line}\n")


class Group(Command, click.Group):
    """A group of commands."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; name the nearest where there is none of this name."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from .._nearest import nearest

            ctx.fail(f"There is no command {name!r}{nearest(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def short_helps(self, ctx: click.Context) -> Sequence[tuple[str, str]]:
        """Return the name of each command and what it does."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, command.get_short_help_str(100)) for name, command in commands if command is not None]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(self.short_helps(ctx))


def _noted(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return what keeps the value of an option in the Run, under this name."""

    def note(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        source = ctx.get_parameter_source(parameter.name or "")
        if source is not click.core.ParameterSource.DEFAULT:
            ctx.ensure_object(Run).note(name, value)
        return value

    return note


def _option(*declared: str, note: str, **settings: Any) -> Decorator:
    return click.option(*declared, expose_value=False, callback=_noted(note), **settings)


def _with(function: C, *options: Decorator) -> C:
    for option in reversed(options):
        function = option(function)
    return function


def debugging(command: click.Command) -> None:
    """Add what every command takes."""
    _option("--debug", note="debug", is_flag=True, is_eager=True, help="Tell all that happens, on stderr.")(command)


def connected(function: C) -> C:
    """Add the options of a command that calls the server."""
    return _with(
        function,
        _option("--server", note="server", metavar="NAME", help="Server, as the browser shows it, or a URL."),
        _option("--profile", note="profile", metavar="NAME", help="Stored sign-in to take."),
        _option("--secret-file", note="secret_file", metavar="FILE", help="Secret key file to sign in with."),
    )


def shown(function: C) -> C:
    """Add the options of a command that shows results."""

    def form(name: str, text: str) -> Decorator:
        return _option(f"--{name}", f"as_{name}", note="form", flag_value=name, default=None, help=text)

    return _with(
        function,
        form("json", "Print one JSON document."),
        form("jsonl", "Print a line of JSON for each result."),
        form("csv", "Print CSV."),
        form("quiet", "Print ids alone."),
        _option(
            "--columns", note="columns", metavar="A,B", help="Members to print, as --json names them; a.b for b in a."
        ),
    )


def reported(function: C) -> C:
    """Add the options of a command whose results can be sent to somebody: those of `shown`, and Markdown."""
    markdown = _option(
        "--markdown", "as_markdown", note="form", flag_value="markdown", default=None, help="Print Markdown."
    )
    return _with(function, shown, markdown)


def overlaying(function: C) -> C:
    """Add the option of a command that finds operations in the catalog."""
    return _with(
        function,
        _option(
            "--overlay",
            note="overlay",
            multiple=True,
            type=click.Path(),
            metavar="FILE",
            help="Put an overlay onto the catalog, beside those of the environment.",
        ),
    )


def writing(function: C) -> C:
    """Add the option of a command that changes something."""
    return _with(
        function, _option("--dry-run", note="dry_run", is_flag=True, help="Say what would be done, and do nothing.")
    )


def destroying(function: C) -> C:
    """Add the options of a command that destroys something; it is to ask by `run.confirm`."""
    return _with(function, writing, _option("--yes", "-y", note="yes", is_flag=True, help="Do not ask."))


def progressing(function: C) -> C:
    """Add the option of a command that takes long."""
    return _with(function, _option("--no-progress", note="no_progress", is_flag=True, help="Show no progress."))
