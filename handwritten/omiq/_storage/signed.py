"""The log of urllib3, which has the whole of each URL, without the queries of signed ones: they are authority."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_signed: ContextVar[bool] = ContextVar("omiq_is_signed", default=False)
_QUERY = re.compile(r"\?\S*")


@contextmanager
def signed_request() -> Iterator[None]:
    """Keep the query of the URL that is asked for in this block out of the log."""
    before = _is_signed.set(True)
    try:
        yield
    finally:
        _is_signed.reset(before)


class _WithoutQueries(logging.Filter):
    """Leaves alone what urllib3 logs of requests that other parts of a program make."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _is_signed.get():
            record.msg, record.args, record.exc_info = _QUERY.sub("?…", record.getMessage()), (), None
        return True


for _name in ("connection", "connectionpool"):
    logging.getLogger(f"urllib3.{_name}").addFilter(_WithoutQueries())
