"""CSV files of events, as other readers see them."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from omiq_sandbox._cytometry.csv_writer import Labels, csv_line, write_rows

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def written(numbers: NDArray[np.float64], *labels: Labels) -> str:
    file = io.BytesIO()
    write_rows(file, numbers, labels)
    return file.getvalue().decode()


def test_a_row_is_numbers_then_texts() -> None:
    """Lines end in a line feed, and nothing is quoted that need not be."""
    labels = Labels(["", "CD4+/naïve"], np.array([1, 0]))
    assert written(np.array([[1, -0.25], [20.0, 1e6]]), labels) == "1,-0.25,CD4+/naïve\n20,1000000,\n"


@given(st.lists(texts, min_size=1, max_size=4), st.data())
def test_any_text_comes_back(names: list[str], data: st.DataObject) -> None:
    """Commas, quotes and line ends in a filter's name are quoted as csv readers expect."""
    codes = data.draw(st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=5))
    text = csv_line(names).decode() + written(
        np.arange(len(codes), dtype=np.float64)[:, np.newaxis], Labels(names, np.array(codes))
    )
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == names
    assert rows == [[str(number), names[code]] for number, code in enumerate(codes)]


def test_a_carriage_return_in_a_name_is_quoted() -> None:
    """A reader would take it for the end of the line."""
    assert csv_line(["a\rb", "c"]) == b'"a\rb",c\n'
    assert written(np.array([[1.0]]), Labels(["a\rb"], np.array([0]))) == '1,"a\rb"\n'


@pytest.mark.parametrize("columns", [1, 20])
def test_many_rows_are_written_in_order(columns: int) -> None:
    """More than are written at once."""
    numbers = np.arange(150_000 * columns, dtype=np.float64).reshape(-1, columns) % 100_000
    found = np.loadtxt(written(numbers).splitlines(), delimiter=",", ndmin=2)
    np.testing.assert_array_equal(found, numbers)
