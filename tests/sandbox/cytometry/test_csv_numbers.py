"""Numbers in CSV exports, against the decimal module."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.csv_numbers import number_texts


def written(values: list[float]) -> list[str]:
    rows = number_texts(np.array(values, np.float64))
    return [row[row != 0].tobytes().decode() for row in rows]


def by_decimal(value: float) -> str:
    """Write a finite number to five significant digits, or to a whole one from 1e5 up."""
    exact = Decimal(value)
    if abs(value) >= 1e5:
        return format(exact.to_integral_value(ROUND_HALF_EVEN), "f")
    rounded = Context(prec=5, rounding=ROUND_HALF_EVEN).plus(exact)
    return format(rounded.normalize(), "f") if rounded else "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7888.7, "7888.7"),
        (-0.029085, "-0.029085"),
        (1693847.0, "1693847"),
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-10.0, "-10"),
        (0.1, "0.1"),
        (12345.678, "12346"),
        (99999.6, "100000"),
        (100000.4, "100000"),
        (123456.789, "123457"),
        (0.000012345678, "0.000012346"),
        (9.99999e-6, "0.00001"),
        (1.5e-9, "0.0000000015"),
        (-1e16, "-10000000000000000"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_a_number_has_five_significant_digits_and_no_exponent(value: float, text: str) -> None:
    """From 1e5 up it is whole; trailing zeros are dropped."""
    assert written([value]) == [text]


@pytest.mark.parametrize(
    ("value", "text"), [(10000.5, "10000"), (10001.5, "10002"), (1234.25, "1234.2"), (1.00005, "1.0001")]
)
def test_a_tie_is_rounded_to_even(value: float, text: str) -> None:
    """What looks like a tie in decimal may be none: 1.00005 is stored as a little more."""
    assert written([value]) == [text]


finite = st.floats(allow_nan=False, allow_infinity=False)
everyday = st.floats(-1e7, 1e7) | st.floats(-2e5, 2e5, width=32) | st.floats(-1, 1)
ties = st.builds(lambda digits, power: (digits + 0.5) * 10.0**power, st.integers(9_990, 100_010), st.integers(-9, 7))
near_powers = st.builds(
    lambda power, steps: float(10.0**power + steps * np.spacing(10.0**power)), st.integers(-8, 16), st.integers(-3, 3)
)


@given(st.lists(finite | everyday | ties | near_powers, min_size=1))
@example([0.1, 5e-324, 1.7976931348623157e308])
def test_any_numbers_are_written_as_the_decimal_module_writes_them(values: list[float]) -> None:
    """Everyday numbers, ties, powers of ten and their neighbours, and the smallest and largest, side by side."""
    assert written(values) == [by_decimal(value) for value in values]


def test_many_numbers_are_written_as_the_decimal_module_writes_them() -> None:
    """A hundred thousand of all magnitudes that instruments give, some of them 32-bit as FCS files hold them."""
    random = np.random.default_rng(1)
    values = random.choice([-1, 1], 100_000) * 10 ** random.uniform(-7, 12, 100_000)
    values[::2] = values[::2].astype(np.float32)
    values[::5] = np.round(values[::5])
    assert written(values.tolist()) == [by_decimal(value) for value in values.tolist()]
