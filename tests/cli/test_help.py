"""Help: everywhere, with an example each, quick, and the same in docs/cli.md."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from omiq.cli._command import Command
from omiq.cli._root import root
from omiq.cli.manual import manual
from tests.support.command import Omiq

ROOT = Path(__file__).parents[2]
LOADED = """
import json, sys
from omiq.__main__ import main
sys.argv = ["omiq", *{arguments!r}]
code = main()
sys.stderr.write(json.dumps([code, sorted(sys.modules)]))
"""
HEAVY = {"anyio", "httpx", "jq", "keyring", "msgspec", "pandas", "platformdirs", "polars", "rich", "urllib3"}


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, Command]]:
    """Yield every command with its path, but those that are made of the catalog."""
    assert isinstance(command, Command)
    yield " ".join(path), command
    if isinstance(command, click.Group) and not getattr(command, "from_catalog", False):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, (*path, name))


ALL = dict(commands(root, ("omiq",)))


@pytest.mark.parametrize("path", ALL)
def test_help_tells_what_it_does_and_shows_an_example(path: str) -> None:
    """An example is a call of this very command, whose options and arguments it takes."""
    command = ALL[path]
    assert command.help
    assert command.examples
    for example in command.examples:
        assert re.search(rf"{path}\b", example)
        assert "…" not in example


@pytest.mark.parametrize("path", [path for path, command in ALL.items() if not isinstance(command, click.Group)])
def test_examples_can_be_parsed(path: str) -> None:
    """The words of an example, from the command's name to the end of the command, are arguments that it takes."""
    command = ALL[path]
    for example in command.examples:
        words = re.split(r" \| | >|\)", example[example.index(path) + len(path) :])[0]
        missing = ""
        try:
            command.make_context(path, shlex.split(words, comments=True))
        except click.BadParameter as wrong:
            missing = wrong.message  # a file of the example's
        assert not missing or "does not exist" in missing


def test_manual_is_the_help_of_the_commands() -> None:
    """docs/cli.md is what `make docs` writes."""
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == manual()


@pytest.mark.parametrize("path", ["omiq", "omiq datasets", "omiq files upload"])
def test_help_of_the_installed_command(command: Omiq, path: str) -> None:
    """It goes to stdout, by --help and -h; a group without a command shows it too."""
    arguments = path.split()[1:]
    ended = command(*arguments, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0].startswith(f"Usage: {path} ")
    assert command(*arguments, "-h").out == ended.out


def test_version(command: Omiq) -> None:
    assert command("--version") == (0, f"omiq {version('omiq-client')}\n", "")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["datasets", "--help"], ["files", "upload", "--help"]]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Neither an HTTP library, nor tables, nor the models."""
    program = LOADED.format(arguments=arguments)
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, modules = json.loads(result.stderr)
    assert code == 0
    assert HEAVY & {name.partition(".")[0] for name in modules} == set()
    assert [name for name in modules if name.startswith(("omiq_generated.models", "omiq_generated.api"))] == []


def test_unknown_command_names_the_nearest(command: Omiq) -> None:
    ended = command("datsets")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "omiq: There is no command 'datsets': did you mean 'datasets'?\nTry `omiq --help`.\n"


def test_unknown_option_says_where_help_is(command: Omiq) -> None:
    ended = command("datasets", "list", "--limt", 3)
    assert (ended.code, ended.out) == (2, "")
    assert "Try `omiq datasets list --help`." in ended.err
    assert "Traceback" not in ended.err
