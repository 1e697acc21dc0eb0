"""What both clients have: who calls which server, and how long a call may take."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from omiq_generated.types import Call

from ._calls import RawArguments, catalogued_call, raw_call
from ._catalog.overlays import Overlays, StrPath
from ._clock import Clock, ServerTime
from ._credentials import Account, Given, account_from
from ._errors import ConfigurationError
from ._http import Connection
from ._observers import Observer
from ._options import Check, Options, Poll
from ._policy import Session
from ._storage import Storage
from ._transfers.foresight import Foresight, Rate
from ._transfers.work import Execute, Work


class ClientBase:
    """What Client and AsyncClient have in common."""

    _account: Account
    _options: Options
    _session: Session
    _whole: bool = False

    def __init__(
        self,
        server: str | None = None,
        *,
        token: str | None = None,
        secret_file: str | os.PathLike[str] | None = None,
        email: str | None = None,
        secret_key: str | None = None,
        profile: str | None = None,
        timeout: float = 30.0,
        retries: int = 4,
        deadline: float = 3600.0,
        on_poll: Callable[[Poll], None] | None = None,
        proxy: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        verify: bool = True,
        client_cert: str | tuple[str, str] | None = None,
        overlay: StrPath | Iterable[StrPath] | None = None,
        record: StrPath | None = None,
        check: Check | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Say who calls which server. Nothing is sent before the first call.

        Args:
            server: First part of the host that the browser shows (`app`, `yourcompany`), or a full URL; `OMIQ_SERVER`
                where it is not given, else that of the profile, else `app`.
            token: Short-term token, copied from the server's profile page; else `OMIQ_TOKEN`.
            secret_file: Secret key file, JSON with `email` and `token`; else `OMIQ_SECRET_FILE`.
            email: E-mail address of a secret key, in place of its file.
            secret_key: The secret key of `email`.
            profile: Sign-in that `omiq auth login` stored, used with its own server alone; else `OMIQ_PROFILE`, else
                the current one. Profiles are read where there are no other credentials.
            timeout: Seconds for each wait on the network.
            retries: Repeats of each request, where its retry class allows them.
            deadline: Seconds for a whole call, its repeats and its long operation included. No wait begins after it,
                and none is longer than what was left when its request began.
            on_poll: Called with a Poll after each look at a long operation that still runs.
            proxy: URL of a proxy; else `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
            ca_file: PEM file of the authorities to trust; else `SSL_CERT_FILE`, `SSL_CERT_DIR`, `REQUESTS_CA_BUNDLE`
                or `CURL_CA_BUNDLE`, else the usual ones.
            verify: False trusts any certificate: for tests alone.
            client_cert: PEM file of a client certificate and its key, or the two files.
            overlay: YAML files, or folders of them, that add operations to the catalog, beside those that
                `OMIQ_CATALOG` lists and the folder `catalog` in the user's folder of settings holds (extra `catalog`).
            record: File that each answered call is added to, as a line of JSON that holds shapes and no values, for
                `omiq catalog learn`. Values never get into it. Ids and names as keys or in paths do not either, unless
                they look like a name of the API: a single word that begins with a small letter.
            check: Whether answers are compared with the catalog, beside the calls and for a sample of them: `record`
                keeps what differs for `omiq drift report`, `warn` logs each difference once, on `omiq.drift`; `off`
                compares nothing. No value of an answer is kept or logged. Else `OMIQ_CHECK`, else `off`.
            clock: Another clock, for tests.

        Raises:
            ConfigurationError: an argument, a variable or a file is wrong or missing.
            NotSignedIn: there are no credentials at all.
            TokenExpired: the token's time is over.
        """
        clock = clock or Clock()
        self._options = Options(timeout, retries, deadline, on_poll).checked()
        given = Given(token, secret_file, email, secret_key)
        self._account = account = account_from(server, given, profile, now=clock.time())
        self._overlays = Overlays(overlay)
        connection = Connection(account.api_url, proxy, ca_file, verify, client_cert).checked()
        observers = self._observers(record, check)
        self._session = Session(account.api_url, account.identity, clock, ServerTime(clock), observers)
        self._rates: dict[str, Rate] = {}
        self._connect(connection, clock)
        self._begin()

    def _observers(self, record: StrPath | None, check: Check | None) -> tuple[Observer, ...]:
        """Make what else hears of answers."""
        observers: list[Observer] = []
        if record is not None:
            from ._recording.writing import Recorder

            observers.append(Recorder(record))
        if check != "off" and (check or os.environ.get("OMIQ_CHECK")):
            from ._drift.checking import checker_of

            observers += checker_of(check, lambda: self._overlays.read().document)
        return tuple(observers)

    def _connect(self, connection: Connection, clock: Clock) -> None:
        """Make the driver."""
        raise NotImplementedError

    def _begin(self) -> None:
        """Make this the executor of its resources."""
        raise NotImplementedError

    def _check_value_alone(self) -> None:
        """Raise ConfigurationError where a whole answer is asked for of what has not one."""
        if self._whole:
            raise ConfigurationError("This method makes many calls, or streams one: there is no whole answer to it.")

    def _work(self, execute: Execute, storage: Storage) -> Work:
        """Return what a job on many files has at hand."""
        clock = self._session.clock
        return Work(execute, storage, clock, self._options, Foresight(clock, self._session.token_left, self._rates))

    @property
    def api_url(self) -> str:
        """The base URL of the server's API."""
        return self._session.api_url

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        deadline: float | None = None,
        on_poll: Callable[[Poll], None] | None = None,
    ) -> Self:
        """Return a client with other options, on the same connections and the same sign-in.

        `timeout`, `retries` and `deadline` are those of the class; `on_poll` is called with a Poll after each look at
        a long operation that still runs.
        """
        held = self._options
        options = Options(
            held.timeout if timeout is None else timeout,
            held.retries if retries is None else retries,
            held.deadline if deadline is None else deadline,
            on_poll or held.on_poll,
        )
        return self._twin(_options=options.checked())

    def _twin(self, **changes: Any) -> Self:
        twin = copy.copy(self)
        for name in [name for name in vars(twin) if not name.startswith("_")]:
            del vars(twin)[name]
        vars(twin).update(changes)
        twin._begin()
        return twin

    @staticmethod
    def _rebound(method: Callable[..., Any]) -> Callable[..., Any]:
        """Return a client's or resource's method, bound to a twin of that client that returns whole answers."""
        home: Any = getattr(method, "__self__", None)
        client = home if isinstance(home, ClientBase) else getattr(home, "_executor", getattr(home, "_client", None))
        if not isinstance(client, ClientBase):
            raise ConfigurationError("Give a method of the client: client.answer(client.datasets.list, limit=5).")
        twin: Any = client._twin(_whole=True)
        bound: Callable[..., Any] = getattr(twin if home is client else type(home)(twin), method.__name__)
        return bound

    def _catalogued_call(self, operation_id: str, arguments: Mapping[str, Any]) -> Call[Any]:
        return catalogued_call(operation_id, arguments, lambda: self._overlays.read().added)

    def _raw_call(self, method: str, path: str, arguments: RawArguments) -> Call[Any]:
        return raw_call(self._session.api_url, method, path, **arguments)

    def __repr__(self) -> str:
        where = f" {self.api_url}" if hasattr(self, "_session") else ""
        return f"<omiq.{type(self).__name__}{where}>"
