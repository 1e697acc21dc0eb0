"""Who is logged in to the pages: sessions that live in memory and end with their token."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from hmac import compare_digest
from threading import Lock

_MOST_SESSIONS = 1000


@dataclass(slots=True)
class Session:
    """One browser's session; `token` is None until somebody logs in, `notice` is shown on the next page.

    `form_key` goes into each form, and shows of one that comes back that a page of this session held it.
    """

    token: str | None = field(default=None, repr=False)
    notice: str = ""
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    def gave(self, form_key: str) -> bool:
        """Say whether a form holds the key that this session put into its forms."""
        return compare_digest(form_key.encode(), self.form_key.encode())


class Sessions:
    """Sessions by an id that only the browser's cookie holds. Those not used for longest make way for new ones."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def begin(self, session: Session) -> str:
        """Keep a session, and return its id."""
        id_ = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[id_] = session
            if len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return id_

    def get(self, id_: str) -> Session | None:
        with self._lock:
            if id_ in self._sessions:
                self._sessions.move_to_end(id_)
            return self._sessions.get(id_)

    def end(self, id_: str) -> None:
        with self._lock:
            self._sessions.pop(id_, None)
