"""Views of the JSON objects that OMIQ answers with, and the objects that calls take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omiq_generated import models as _generated

if TYPE_CHECKING:
    from omiq_generated.models import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]


if not TYPE_CHECKING:  # to a type checker any name would be an attribute

    def __getattr__(name: str) -> Any:
        return getattr(_generated, name)


def __dir__() -> list[str]:
    return dir(_generated)
