"""What the library says to Python is said in words of the command line."""

from __future__ import annotations

import re
from pathlib import Path

import omiq
from omiq.cli._words import in_words_of_the_command

PYTHON = re.compile(r"on_duplicate|with_options|call again\b|same\s+call|drop_unfiltered")
ADVICE = re.compile(r'^\s*(?:_GO_ON|advice|advice_by_default|_ADVICE) = "(.+)"$', re.MULTILINE)


def test_advice_of_the_library_names_no_argument() -> None:
    """All advice that stands in its sources is looked at."""
    files = [path for path in Path(omiq.__file__).parent.rglob("*.py") if "cli" not in path.parts]
    advice = [words for path in files for words in ADVICE.findall(path.read_text("utf-8"))]
    assert len(advice) > 10
    assert [words for words in advice if PYTHON.search(in_words_of_the_command(words))] == []


def test_advice_says_what_to_type() -> None:
    said = in_words_of_the_command("Make the same call again with on_duplicate='skip': nothing is sent twice.")
    assert said == "Give the same command again with --on-duplicate skip: nothing is sent twice."
