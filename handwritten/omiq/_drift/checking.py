"""Comparing the answers of a client with the catalog, beside its calls."""

from __future__ import annotations

import logging
import os
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from omiq_generated.types import UNSET

from .._catalog.document import Document, built_in
from .._collector import paused_for
from .._errors import ConfigurationError, OmiqError
from .._json import decode
from .._observers import Answered
from .._options import Check
from .background import Background
from .comparing import Comparer
from .findings import Finding, Seen, Store

_log = logging.getLogger("omiq.drift")
_FIRST: Final = 3
_LARGEST: Final = 2_000_000
_VERSION: Final = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_MOST_WARNINGS: Final = 1_000
_warned: set[Finding] = set()
_early: Counter[tuple[Path | None, str]] = Counter()


class Heard(NamedTuple):
    """What is kept of an answer until it is compared; `content` is empty where it has no JSON, or too much."""

    operation: str
    method: str
    path: str
    status: int
    content: bytes
    long_operation: bool

    def __repr__(self) -> str:
        return f"<Heard {self.status}, {len(self.content)} bytes>"


background: Final[Background[Heard]] = Background(share=0.01)
"""Compares the answers of all clients of the process, in up to 1 % of its time."""


def checker_of(check: Check | None, document: Callable[[], Document]) -> list[Checker]:
    """Return what compares answers with a document, if anything does; `OMIQ_CHECK` says so where `check` is None.

    Raise ConfigurationError for another word than `off`, `record` and `warn`.
    """
    source, wanted = ("check", check) if check is not None else ("OMIQ_CHECK", os.environ.get("OMIQ_CHECK") or "off")
    if wanted not in get_args(Check):
        raise ConfigurationError(f"{source} is one of {', '.join(get_args(Check))}, not {wanted!r}.")
    return [] if wanted == "off" else [Checker(document, Store.at() if wanted == "record" else None)]


class Checker:
    """Hears the answers of a client; what is found goes into a store, or as warnings to the logger `omiq.drift`.

    The first three answers that a process gets of each operation are compared, then as many as there is time for; none
    of more than 2 MB. Raw calls count as the operation that their request is of, where there is one, but their first
    answers do not.
    """

    def __init__(self, document: Callable[[], Document], store: Store | None) -> None:
        self._document = document
        self._store = store
        self._server = ""
        self._seen: dict[Finding, Seen] = {}

    def answered(self, answered: Answered) -> None:
        """Hand an answer over. What may change in the caller's hands is not kept: only bytes, words and numbers."""
        call, status, response, data, long_operation = answered
        operation = call.operation
        if 400 <= status <= 599 or not (self._is_early(operation.id) or background.has_time()):
            return
        comparable = response is not None and data is not UNSET and len(response.content) <= _LARGEST
        content = response.content if response is not None and comparable else b""
        heard = Heard(operation.id, operation.method, call.path, status, content, long_operation)
        background.offer(self, heard, len(content))

    def close(self) -> None:
        """Keep what was found, waiting for it two seconds at most."""
        background.finish()

    def do(self, heard: Heard) -> None:
        """Compare an answer."""
        comparer = self._comparer
        operation = comparer.catalogued(heard.operation, heard.method, heard.path)
        with paused_for(len(heard.content)):
            answer: Any = decode(heard.content) if heard.content else UNSET
        if heard.long_operation:
            answer = answer["val"]
        if operation == "getConfig":
            self._server = server_version(answer)
        now = time.time()
        servers = (self._server,) if self._server else ()
        for finding in sorted(comparer.findings(operation, heard.status, answer)):
            self._tell(Seen(finding, 1, now, now, servers, comparer.version))

    def rest(self) -> None:
        """Keep what was found."""
        seen, self._seen = self._seen, {}
        if self._store is not None and seen:
            try:
                self._store.add(seen.values())
            except ConfigurationError as wrong:
                _log.warning("what differs from the catalog is not recorded: %s", wrong)

    def forget(self) -> None:
        """Leave what was found to the process that this one was forked from."""
        self._seen = {}

    @cached_property
    def _comparer(self) -> Comparer:
        try:
            return _comparer_with(self._document())
        except OmiqError as wrong:
            _log.warning("answers are compared with the built-in catalog alone: %s", wrong)
            return _comparer_with(built_in())

    def _is_early(self, operation: str) -> bool:
        """Say whether an answer is among the first of a catalogued operation; raw calls have an id of two words."""
        key = None if self._store is None else self._store.path, operation
        if " " in operation or _early[key] >= _FIRST:
            return False
        _early[key] += 1
        return True

    def _tell(self, seen: Seen) -> None:
        finding = seen.finding
        if self._store is not None:
            known = self._seen.get(finding)
            self._seen[finding] = seen if known is None else known.merged(seen)
        elif finding not in _warned and len(_warned) < _MOST_WARNINGS:
            _warned.add(finding)
            _log.warning("an answer differs from the catalog: %s", finding)


@lru_cache(maxsize=4)
def _comparer_with(document: Document) -> Comparer:
    return Comparer(document)


def server_version(answer: Any) -> str:
    """Return the version of the server, if it is `version` of its configuration: assumed, no source tells of it."""
    config = answer.get("config") if isinstance(answer, dict) else None
    version = config.get("version") if isinstance(config, dict) else None
    return version if isinstance(version, str) and len(version) < 30 and _VERSION.fullmatch(version) else ""
