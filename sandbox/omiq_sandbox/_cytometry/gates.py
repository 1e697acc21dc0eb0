"""Gates: which events lie within a shape in the plane of two channels (`omiqgt`).

A lower edge is inside and an upper edge outside, of straight-edged gates at any slope: gates that share edges share no
event and lose none. The edge of an ellipse is inside. An event that has no value (NaN) is in no gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .events import Events
from .settings import BadSettings, Setting

UNBOUNDED: Final = 1e16
"""An edge so far out, or farther, is no bound (`omiqgt`)."""

Values: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Point: TypeAlias = tuple[float, float]


class BadGate(BadSettings):
    """A gate, or the tree that it stands in, cannot be evaluated."""


class Gate(Protocol):
    def inside(self, events: Events) -> Mask:
        """Tell of each scaled event whether it is inside. Raises KeyError where there is no such channel."""
        ...


@dataclass(frozen=True, slots=True)
class RangeGate:
    """From `low` up to but without `high`."""

    channel: str
    low: float
    high: float

    def inside(self, events: Events) -> Mask:
        return _between(events.column(self.channel), self.low, self.high)


@dataclass(frozen=True, slots=True)
class RectangleGate:
    """A range of each of two channels; `low` and `high` are corners."""

    channels: tuple[str, str]
    low: Point
    high: Point

    def inside(self, events: Events) -> Mask:
        x, y = _plane(events, self.channels)
        return _between(x, self.low[0], self.high[0]) & _between(y, self.low[1], self.high[1])


@dataclass(frozen=True, slots=True)
class PolygonGate:
    """A polygon, closed by itself. Where it overlaps itself, the even-odd rule tells inside from hole."""

    channels: tuple[str, str]
    vertices: tuple[Point, ...]

    def inside(self, events: Events) -> Mask:
        x, y = _plane(events, self.channels)
        (left, bottom), (right, top) = np.min(self.vertices, axis=0), np.max(self.vertices, axis=0)
        near = np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
        result = np.zeros(len(x), np.bool_)
        result[near] = self._crossings_are_odd(x[near], y[near])
        return result

    def _crossings_are_odd(self, x: Values, y: Values) -> Mask:
        """Count the edges to the right of each point.

        An edge is followed upwards whichever way it is drawn, so that rounding treats both gates along it alike.
        """
        odd = np.zeros(len(x), np.bool_)
        for start, end in zip(self.vertices, self.vertices[1:] + self.vertices[:1], strict=True):
            (x1, y1), (x2, y2) = (start, end) if start[1] <= end[1] else (end, start)
            odd ^= (y1 <= y) & (y < y2) & ((x - x1) * (y2 - y1) < (x2 - x1) * (y - y1))
        return odd


@dataclass(frozen=True, slots=True)
class EllipseGate:
    """An ellipse by its centre and two conjugate half-axes: it is centre + a·u + b·v for all a² + b² ≤ 1.

    One that is flat holds nothing.
    """

    channels: tuple[str, str]
    centre: Point
    u: Point
    v: Point

    def inside(self, events: Events) -> Mask:
        x, y = _plane(events, self.channels)
        (u1, u2), (v1, v2) = self.u, self.v
        area = u1 * v2 - u2 * v1
        with np.errstate(all="ignore"):  # what cannot be computed with is outside
            x, y = x - self.centre[0], y - self.centre[1]
            a, b = (x * v2 - y * v1) / area, (y * u1 - x * u2) / area
            return a * a + b * b <= 1


def read_gate(setting: Setting) -> Gate:
    """Read a gate as it stands in a filter container. Raises BadGate, naming the place."""
    kind = setting.member("type")
    reader = _READERS.get(kind.text())
    if reader is None:
        raise kind.bad(f"The sandbox cannot evaluate a gate of type {kind.text()!r}.")
    return reader(setting)


def _read_range(setting: Setting) -> RangeGate:
    low, high = setting.member("f1Min").number(), setting.member("f1Max").number()
    return RangeGate(setting.member("f1").text(), low, high)


def _read_rectangle(setting: Setting) -> RectangleGate:
    return RectangleGate(_channels(setting), _point(setting.member("min")), _point(setting.member("max")))


def _read_polygon(setting: Setting) -> PolygonGate:
    vertices = setting.member("vertices")
    points = tuple(_point(vertex) for vertex in vertices.items())
    if len(points) < 3:
        raise vertices.bad("A polygon has at least 3 vertices.")
    return PolygonGate(_channels(setting), points)


def _read_ellipse(setting: Setting) -> EllipseGate:
    left, top, right, bottom = (_point(setting.member(name)) for name in ("left", "top", "right", "bottom"))
    return EllipseGate(
        _channels(setting),
        centre=((left[0] + right[0] + top[0] + bottom[0]) / 4, (left[1] + right[1] + top[1] + bottom[1]) / 4),
        u=((right[0] - left[0]) / 2, (right[1] - left[1]) / 2),
        v=((top[0] - bottom[0]) / 2, (top[1] - bottom[1]) / 2),
    )


_READERS: Final[dict[str, Callable[[Setting], Gate]]] = {
    "RangeGate": _read_range,
    "RectangleGate": _read_rectangle,
    "PolygonGate": _read_polygon,
    "EllipseGate": _read_ellipse,
}


def _channels(setting: Setting) -> tuple[str, str]:
    return setting.member("f1").text(), setting.member("f2").text()


def _point(setting: Setting) -> Point:
    return _coordinate(setting.member("f1Val")), _coordinate(setting.member("f2Val"))


def _coordinate(setting: Setting) -> float:
    return min(max(setting.number(), -UNBOUNDED), UNBOUNDED)


def _plane(events: Events, channels: tuple[str, str]) -> tuple[Values, Values]:
    return events.column(channels[0]), events.column(channels[1])


def _between(values: Values, low: float, high: float) -> Mask:
    below = values < high if high < UNBOUNDED else ~np.isnan(values)
    return below & (values >= low) if low > -UNBOUNDED else below
