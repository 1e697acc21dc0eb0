"""What the library says to somebody who writes Python, said to somebody who types commands."""

from __future__ import annotations

import re

_SAID = (
    (r"or give token=… or secret_file=…, set OMIQ_TOKEN", "or give --secret-file, or set OMIQ_TOKEN"),
    (r"--profile, OMIQ_PROFILE or profile=…", "--profile or OMIQ_PROFILE"),
    (r"\bon_duplicate='(\w+)'", r"--on-duplicate \1"),
    (r"choose on_duplicate: 'skip'", "give --on-duplicate: 'skip'"),
    (r"`files\.wait` goes", "`omiq files wait` goes"),
    (r", `with_options\(deadline=…\)` waits longer", ""),
    (r"`with_options\([^`]*` lets the client wait longer", "that may take minutes"),
    (r"`with_options\([^`]*` gives the server more time", "Try again later"),
    (r"\bMake the same call again", "Give the same command again"),
    (r"\bmake the (same )?call again", r"give the \1command again"),
    (r"\bthe call is made again", "the command is given again"),
    (r"the\ssame call goes", "the same command goes"),
    (r"\brepeat the call\b", "repeat the command"),
    (r"\bdrop_unfiltered\b", "--drop-unfiltered"),
)


def in_words_of_the_command(text: str) -> str:
    """Return a message with options and commands in place of arguments and methods."""
    for pattern, words in _SAID:
        text = re.sub(pattern, words, text)
    return text
