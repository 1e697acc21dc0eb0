"""`omiq completion`: the scripts, and what bash completes by one."""

from __future__ import annotations

import pytest

from tests.support.command import Omiq

COMPLETED = """
eval "$(omiq completion bash)"
complete -p omiq >&2
COMP_WORDS=({words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_omiq_completion omiq
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("omiq data", ["datasets"]),
        ("omiq datasets sho", ["show"]),
        ("omiq datasets list --own", ["--owners"]),
        ("omiq call setData", ["setDatasetMetadata"]),
        ("omiq call listDatasets --inc", ["--include-owner"]),
        ("omiq completion f", ["fish"]),
        ("omiq call nope --li", []),
        ("omiq nope li", []),
    ],
)
def test_bash_completes(words: str, completed: list[str], command: Omiq) -> None:
    """Commands, options and operations; where the line is wrong already, nothing, and nothing is said."""
    ended = command.shell(COMPLETED.format(words=words))
    assert [line for line in ended.lines if line] == completed
    assert [line for line in ended.err.splitlines() if "complete -" not in line] == []


@pytest.mark.parametrize(
    ("shell", "sign"),
    [("bash", "complete -o nosort -F _omiq_completion omiq"), ("zsh", "compdef _omiq_completion omiq"),
     ("fish", "complete --no-files --command omiq")],
)  # fmt: skip
def test_each_shell_has_its_script(shell: str, sign: str, command: Omiq) -> None:
    ended = command("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert sign in ended.out


def test_help_tells_how_to_install_it(command: Omiq) -> None:
    out = command("completion", "--help").out
    assert all(file in out for file in ("~/.bashrc", "~/.zshrc", "~/.config/fish/completions/omiq.fish"))


def test_shell_that_is_unknown_is_refused(command: Omiq) -> None:
    ended = command("completion", "tcsh")
    assert (ended.code, ended.out) == (2, "")
    assert "'bash', 'zsh', 'fish'" in ended.err
