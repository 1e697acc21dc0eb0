"""Libraries that only some need, and that come with an extra."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ._errors import ConfigurationError


@contextmanager
def extra(name: str, what: str = "This") -> Iterator[None]:
    """Turn a failing import into a ConfigurationError that says what needs it, and how to install what is missing."""
    try:
        yield
    except ImportError as error:
        missing = error.name or "a library that is not there"
        raise ConfigurationError(f'{what} needs {missing}: pip install "omiq-client[{name}]"') from error
