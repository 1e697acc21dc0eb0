"""Names of the API become Python names."""

from __future__ import annotations

import unicodedata
from keyword import iskeyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_generator.names import KEPT, python_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("displayName", "display_name"),
        ("rawFileBlobId", "raw_file_blob_id"),
        ("S3URLOfFile", "s3_url_of_file"),
        ("f1Min", "f1_min"),
        ("a-b.c d", "a_b_c_d"),
        ("class", "class_"),
        ("None", "none"),
        ("type", "type"),
        ("filter", "filter"),
        ("list", "list_"),
        ("self", "self_"),
        ("1st", "field_1st"),
        ("_private", "field_private"),
        ("", "field_"),
        ("日本", "日本"),
        ("ﬁle", "file"),
    ],
)
def test_names(name: str, expected: str) -> None:
    """Words are told apart and joined by underscores; what Python or generated code needs gets one at the end."""
    assert python_name(name) == expected


@given(st.text())
def test_any_name(name: str) -> None:
    """Any text becomes a public identifier that is not a keyword, in the form that Python itself reads it in."""
    made = python_name(name)
    assert made.isidentifier()
    assert not iskeyword(made)
    assert made not in KEPT
    assert not made.startswith("_")
    assert unicodedata.normalize("NFKC", made) == made
