from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..types import UNSET, Member, Model, ModelList, OptField, OptListField, Unset

if TYPE_CHECKING:
    from ..models.gate_point import GatePoint


class Gate(Model):
    """A gate of any kind, in scaled space: arcsinh with the channel's cofactor, scatter and time
    linear. Whether edges count as inside is not known.

    Inferred (omiqgt).
    """

    __slots__ = ()

    type: OptField[str] = Member("type", str)
    """Known values: `RectangleGate`, `PolygonGate`, `EllipseGate`, `RangeGate`, `AngleGate`."""
    f1: OptField[str] = Member("f1", str)
    """Primary name of the channel across."""
    f2: OptField[str] = Member("f2", str)
    """Primary name of the channel up."""
    min: OptField[GatePoint] = Member("min", Model, of="GatePoint")
    """Least corner of a rectangle; -1e16 is no bound."""
    max: OptField[GatePoint] = Member("max", Model, of="GatePoint")
    """Greatest corner of a rectangle; 1e16 is no bound."""
    vertices: OptListField[GatePoint] = Member("vertices", ModelList, of="GatePoint")
    """Corners of a polygon."""
    left: OptField[GatePoint] = Member("left", Model, of="GatePoint")
    """One end of an axis of an ellipse; `right` is the other."""
    top: OptField[GatePoint] = Member("top", Model, of="GatePoint")
    """One end of the axis conjugate to that; `bottom` is the other."""
    right: OptField[GatePoint] = Member("right", Model, of="GatePoint")
    """The other end of the axis that begins at `left`."""
    bottom: OptField[GatePoint] = Member("bottom", Model, of="GatePoint")
    """The other end of the axis that begins at `top`."""
    f1_min: OptField[float] = Member("f1Min", float)
    """Lower edge of a range; -1e16 is none."""
    f1_max: OptField[float] = Member("f1Max", float)
    """Upper edge of a range; 1e16 is none."""
    c: OptField[Any] = Member("c")
    """Of an angle gate, seen only in a reader's code; its form is not known."""
    v1: OptField[Any] = Member("v1")
    """Of an angle gate, seen only in a reader's code; its form is not known."""
    v2: OptField[Any] = Member("v2")
    """Of an angle gate, seen only in a reader's code; its form is not known."""
    v: OptField[int] = Member("v", int)
    """1 on ellipses; its meaning is not known."""
    label_loc: OptField[GatePoint] = Member("labelLoc", Model, of="GatePoint")
    """Where the label is drawn; may be without members."""

    def __init__(
        self,
        *,
        type: str | Unset = UNSET,
        f1: str | Unset = UNSET,
        f2: str | Unset = UNSET,
        min: GatePoint | Unset = UNSET,
        max: GatePoint | Unset = UNSET,
        vertices: Iterable[GatePoint] | Unset = UNSET,
        left: GatePoint | Unset = UNSET,
        top: GatePoint | Unset = UNSET,
        right: GatePoint | Unset = UNSET,
        bottom: GatePoint | Unset = UNSET,
        f1_min: float | Unset = UNSET,
        f1_max: float | Unset = UNSET,
        c: Any = UNSET,
        v1: Any = UNSET,
        v2: Any = UNSET,
        v: int | Unset = UNSET,
        label_loc: GatePoint | Unset = UNSET,
    ) -> None:
        super().__init__(
            {
                "type": type,
                "f1": f1,
                "f2": f2,
                "min": min,
                "max": max,
                "vertices": vertices,
                "left": left,
                "top": top,
                "right": right,
                "bottom": bottom,
                "f1Min": f1_min,
                "f1Max": f1_max,
                "c": c,
                "v1": v1,
                "v2": v2,
                "v": v,
                "labelLoc": label_loc,
            }
        )
