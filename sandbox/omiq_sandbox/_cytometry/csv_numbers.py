"""Numbers as OMIQ's CSV exports write them: five significant digits, many at once.

Trailing zeros are dropped, from 1e5 up a number is rounded to a whole one, and there are no exponents (`export-files`).
A tie is rounded to even. What is not finite is `NaN`, `Infinity`, `-Infinity`.
"""

from __future__ import annotations

import math
from decimal import Decimal
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LEAST_EXPONENT: Final = -5
_TABLE_WIDTH: Final = 12
_TEN_THOUSAND, _HUNDRED_THOUSAND = 10_000, 100_000
_TEXTS_PER_POWER: Final = _HUNDRED_THOUSAND - _TEN_THOUSAND + 1
_POWERS: Final = 10.0 ** np.arange(_LEAST_EXPONENT, 5)
_FACTORS: Final = 10.0 ** np.arange(4 - _LEAST_EXPONENT, -1, -1)
_WHOLE, _TOO_LARGE = 1e5, 1e10


def number_texts(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Write each number as bytes along a new last axis. Bytes of 0 stand for nothing: they are to be dropped."""
    flat = values.ravel()
    size = np.abs(flat)
    fraction = (size >= _POWERS[0]) & (size < _WHOLE)
    whole = (size >= _WHOLE) & (size < _TOO_LARGE)
    keys, is_tie = _keys(np.where(fraction, size, 1.0))
    unusual = ~(fraction & ~is_tie | whole | (size == 0))
    texts = np.zeros((len(flat), 1 + _TABLE_WIDTH), np.uint8)
    texts[:, 1:] = _fraction_table()[np.where(fraction, keys, 0)]
    _write_whole(texts, size, np.flatnonzero(whole))
    texts[:, 0] = np.where((flat < 0) & (size > 0), ord("-"), 0)
    texts = _write_unusual(texts, flat, np.flatnonzero(unusual))
    return texts.reshape(*values.shape, texts.shape[1])


def number_text(value: float) -> str:
    """Write one number, exactly and slowly."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if abs(value) >= _WHOLE:
        return str(round(value))
    text = format(Decimal(f"{value:.4e}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _keys(size: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Find each number's row in the table, and whether rounding was a matter of a tie.

    Multiplying rounds once and keeps the order, so that only what comes out as a tie may have been none.
    """
    place = np.searchsorted(_POWERS, size, side="right") - 1
    scaled = size * _FACTORS[place]
    digits = np.rint(scaled)
    is_tie = np.abs(scaled - digits) == 0.5
    return 1 + place * _TEXTS_PER_POWER + digits.astype(np.intp) - _TEN_THOUSAND, is_tie


@cache
def _fraction_table() -> NDArray[np.uint8]:
    """Hold "0", and for each power of ten the texts of the numbers of five digits, and of what rounds up."""
    texts = ["0"]
    for exponent in range(_LEAST_EXPONENT, 5):
        texts += [_with_point(str(digits), exponent) for digits in range(_TEN_THOUSAND, _HUNDRED_THOUSAND)]
        texts.append(_with_point(str(_HUNDRED_THOUSAND), exponent + 1))
    return _as_rows(np.array(texts, f"S{_TABLE_WIDTH}"))


def _with_point(digits: str, exponent: int) -> str:
    digits = digits if exponent >= 0 else "0" * -exponent + digits
    whole = max(exponent, 0) + 1
    return f"{digits[:whole]}.{digits[whole:]}".rstrip("0").rstrip(".")


def _write_whole(texts: NDArray[np.uint8], size: NDArray[np.float64], rows: NDArray[np.intp]) -> None:
    """Write whole numbers of up to eleven digits into these rows, in two parts."""
    high, low = np.divmod(np.rint(size[rows]).astype(np.intp), _HUNDRED_THOUSAND)
    texts[rows, 1:] = 0
    plain, padded = _whole_tables()
    texts[rows, 1:7] = plain[high]
    texts[rows, 7:12] = padded[low]


@cache
def _whole_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    plain = np.array([str(number) for number in range(_HUNDRED_THOUSAND + 1)], "S6")
    padded = np.array([f"{number:05}" for number in range(_HUNDRED_THOUSAND)], "S5")
    return _as_rows(plain), _as_rows(padded)


def _write_unusual(texts: NDArray[np.uint8], values: NDArray[np.float64], rows: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Write these rows one by one, in wider rows where a number needs them."""
    if not len(rows):
        return texts
    written = _as_rows(np.array([number_text(value) for value in values[rows].tolist()], "S"))
    extra = max(0, written.shape[1] - texts.shape[1])
    texts = np.pad(texts, ((0, 0), (0, extra)))
    texts[rows] = 0
    texts[rows, : written.shape[1]] = written
    return texts


def _as_rows(texts: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    return texts.view(np.uint8).reshape(len(texts), -1)
