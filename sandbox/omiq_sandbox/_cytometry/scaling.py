"""Scaling: the transform that each channel's values are looked at through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from .events import Events
from .settings import BadSettings, Setting

DEFAULT_COFACTOR: Final = 6000.0


class BadScaling(BadSettings):
    """A Scaling task cannot be carried out."""


class Transform(Protocol):
    """A transform, named as OMIQ's settings name it (`export-files`)."""

    type: ClassVar[str]

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Arcsinh:
    """asinh(value / cofactor) (`export-files`)."""

    type: ClassVar[str] = "Arcsinh"
    cofactor: float = DEFAULT_COFACTOR

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.arcsinh(values / self.cofactor)


@dataclass(frozen=True, slots=True)
class Linear:
    """The values as they are."""

    type: ClassVar[str] = "None (linear)"

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return values


@dataclass(frozen=True, slots=True)
class Log10:
    """The decimal logarithm; what is under 1 counts as 1."""

    type: ClassVar[str] = "Log10"

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log10(np.maximum(values, 1.0))


_LINEAR = Linear()


@dataclass(frozen=True, slots=True)
class Scaling:
    """The transforms of channels by `$PnN`. A channel without one stays as it is."""

    transforms: Mapping[str, Transform] = field(default_factory=dict)

    @classmethod
    def of_task(cls, task: Mapping[str, Any]) -> Scaling:
        """Read the settings of a Scaling task. Raises BadScaling, naming the place in the task."""
        features = Setting(task, "", BadScaling).member("scaling").member("features")
        return cls({name: _transform(setting) for name, setting in features.members()})

    @classmethod
    def of_tasks(cls, tasks: Iterable[Mapping[str, Any]]) -> Scaling:
        """Read those of these tasks that scale; they stand from the root down.

        Where several scale a channel, the last of them counts, and scales the values of the file. Raises BadScaling.
        """
        transforms: dict[str, Transform] = {}
        for task in tasks:
            if task.get("type") == "ScalingTask":
                transforms.update(cls.of_task(task).transforms)
        return cls(transforms)

    def apply(self, events: Events) -> Events:
        """Scale raw events."""
        scaled = np.empty_like(events.values)
        for index, channel in enumerate(events.channels):
            transform = self.transforms.get(channel.name, _LINEAR)
            with np.errstate(over="ignore"):
                scaled[:, index] = transform.apply(events.values[:, index])
        return Events(events.channels, scaled)


def _transform(setting: Setting) -> Transform:
    kind = setting.member("type")
    match kind.text():
        case Arcsinh.type:
            cofactor = setting.member("cofactor")
            if cofactor.number() <= 0:
                raise cofactor.bad("A cofactor is greater than 0.")
            return Arcsinh(cofactor.number())
        case Linear.type:
            return _LINEAR
        case Log10.type:
            return Log10()
        case other:
            raise kind.bad(f"The sandbox knows no scaling {other!r}.")
