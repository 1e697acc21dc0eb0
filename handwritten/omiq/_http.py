"""HTTP by httpx, sync and async. httpx is loaded by the first request, and none of its types leaves this module."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ._clock import Clock
from ._errors import ConfigurationError
from ._servers import is_loopback
from ._steps import Failure, Request, Response

if TYPE_CHECKING:
    import ssl

    import httpx

_AGENT = "omiq-client"
_WHAT_CAME = re.compile(r":? ?(bytearray\(|b['\"]).*", re.DOTALL)
_sends: ContextVar[bool] = ContextVar("omiq_sends", default=False)
_GRACE = 1.0  # seconds after the deadline: a wait that ends with it comes first, and knows whether anything was sent
_CA_FILES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Authorities(NamedTuple):
    """The certificates to trust: a file, a folder or both, and who names them."""

    source: str
    file: str | None
    folder: str | None


class Connection(NamedTuple):
    """How to reach the server. What is None comes from the usual environment variables."""

    api_url: str
    proxy: str | None = None
    ca_file: str | os.PathLike[str] | None = None
    verify: bool = True
    client_cert: tuple[str, str] | str | None = None

    def __repr__(self) -> str:
        return f"<Connection {self.api_url}>"

    def checked(self) -> Connection:
        """Return this; raise ConfigurationError where a file is missing."""
        certificates = [self.client_cert] if isinstance(self.client_cert, str) else list(self.client_cert or ())
        for file in (*certificates, *([self.ca_file] if self.ca_file else ())):
            if not Path(file).is_file():
                raise ConfigurationError(f"There is no certificate file {os.fspath(file)!r}.")
        return self

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of an httpx client. This machine itself is reached without a proxy."""
        local = is_loopback(urlsplit(self.api_url).hostname or "")
        return {
            "verify": self.context(),
            "proxy": self.proxy,
            "trust_env": not local,
            "headers": {"user-agent": _AGENT},
            "follow_redirects": False,
        }

    def authorities(self) -> Authorities:
        """Return which certificates are trusted."""
        import certifi

        if self.ca_file:
            return Authorities("ca_file", os.fspath(self.ca_file), None)
        folder = os.environ.get("SSL_CERT_DIR") or None
        name = next((name for name in _CA_FILES if os.environ.get(name)), None)
        if name is None:
            return (
                Authorities("SSL_CERT_DIR", None, folder) if folder else Authorities("certifi", certifi.where(), None)
            )
        return Authorities(name, os.environ[name], folder)

    def context(self) -> ssl.SSLContext:
        """Return what TLS is to trust, and the client's own certificate."""
        import ssl

        _, file, folder = self.authorities()
        try:
            context = ssl.create_default_context(cafile=file, capath=folder)
        except OSError as wrong:
            raise ConfigurationError(f"The certificates in {file or folder} cannot be loaded: {wrong}") from None
        if self.client_cert:
            file, key = (self.client_cert, None) if isinstance(self.client_cert, str) else self.client_cert
            try:
                context.load_cert_chain(file, key, password=lambda: "")  # else a locked key asks on the terminal
            except OSError as wrong:
                raise ConfigurationError(
                    f"No client certificate in {file} with a key in {key or file}: {wrong}"
                ) from None
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class Transport:
    """Sends requests; shared by all threads of a client."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = Lock()
        self._client: httpx.Client | None = None
        self._process = 0
        self._closed = False

    def send(self, request: Request) -> Response:
        client = self._opened()
        with translated(request.timeout):
            with _headers_unlogged():
                answer = client.send(_built(client, request), stream=True)
            if request.stream and answer.is_success:
                return _response(answer, b"")
            try:
                return _response(answer, b"".join(self._within(request, answer.iter_bytes())))
            finally:
                answer.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
        if self._client is not None:
            self._client.close()

    def _within(self, request: Request, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            yield piece
            if self._clock.monotonic() > request.give_up_at:
                raise Failure("broken", "the answer was not complete in time", timed_out=True)

    def _opened(self) -> httpx.Client:
        with self._lock:
            _refuse_closed(self._closed)
            if self._client is None or self._process != os.getpid():  # a fork must not share connections
                import httpx

                arguments = self._connection.arguments()
                with _proxy_checked():
                    self._client, self._process = httpx.Client(**arguments), os.getpid()
            return self._client


class AsyncTransport:
    """Sends requests; shared by all tasks of a client."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._client: httpx.AsyncClient | None = None
        self._loop: object = None
        self._closed = False

    async def send(self, request: Request) -> Response:
        import anyio

        client = self._opened()
        left = request.give_up_at - self._clock.monotonic()
        with translated(request.timeout), anyio.fail_after(max(0.0, left) + _GRACE):
            with _headers_unlogged():
                answer = await client.send(_built(client, request), stream=True)
            if request.stream and answer.is_success:
                return _response(answer, b"")
            try:
                return _response(answer, await answer.aread())
            finally:
                await answer.aclose()

    async def close(self) -> None:
        from anyio.lowlevel import current_token

        self._closed = True
        if self._client is not None and self._loop == current_token():
            await self._client.aclose()

    def _opened(self) -> httpx.AsyncClient:
        from anyio.lowlevel import current_token

        _refuse_closed(self._closed)
        if self._client is None or self._loop != current_token():  # connections belong to an event loop
            import httpx

            arguments = self._connection.arguments()
            with _proxy_checked():
                self._client, self._loop = httpx.AsyncClient(**arguments), current_token()
        return self._client


def _refuse_closed(closed: bool) -> None:
    if closed:
        raise ConfigurationError("The client is closed. Make another one, or call inside its `with` block.")


@contextmanager
def _proxy_checked() -> Generator[None]:
    import httpx

    try:
        yield
    except (ImportError, ValueError, httpx.InvalidURL):  # whose words may hold the proxy's password
        raise ConfigurationError("The proxy (an argument, HTTPS_PROXY or ALL_PROXY) is no http or https URL.") from None


def _built(client: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    return client.build_request(
        request.method, request.url, headers=request.headers, content=request.content, timeout=request.timeout
    )


def _response(answer: httpx.Response, content: bytes) -> Response:
    headers: dict[str, str] = {}
    for raw_name, raw_value in answer.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Response(answer.status_code, headers, content, answer)


@contextmanager
def _headers_unlogged() -> Generator[None]:
    """Keep the headers of an answer, which may hold secrets, out of the log that httpcore writes at level DEBUG."""
    logging.getLogger("httpcore.http11").addFilter(_shows_no_headers)
    before = _sends.set(True)
    try:
        yield
    finally:
        _sends.reset(before)


def _shows_no_headers(record: logging.LogRecord) -> bool:
    return not (_sends.get() and str(record.msg).startswith("receive_response_headers"))


@contextmanager
def translated(timeout: float) -> Generator[None]:
    """Turn what httpx raises into a Failure, or a ConfigurationError where nothing could be sent at all."""
    import httpx

    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as wrong:
        raise Failure("not_sent", f"no connection within {timeout:g} s", timed_out=True) from wrong
    except httpx.TimeoutException as wrong:
        raise Failure("broken", f"no answer within {timeout:g} s", timed_out=True) from wrong
    except TimeoutError as wrong:
        raise Failure("broken", "no answer before the deadline", timed_out=True) from wrong
    except httpx.ConnectError as wrong:
        if refused := _certificate_refused(wrong):
            raise Failure("untrusted", f"the server's certificate is not trusted: {refused}") from wrong
        raise Failure("not_sent", f"no connection: {wrong}") from wrong
    except httpx.ProxyError as wrong:
        raise Failure("not_sent", f"the proxy refuses: {wrong}") from wrong
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as wrong:
        raise ConfigurationError(f"The request cannot be sent: {wrong}") from None
    except httpx.RemoteProtocolError as wrong:
        raise Failure("broken", f"the connection broke: {_WHAT_CAME.sub('', str(wrong))}") from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as wrong:
        raise Failure("broken", f"the connection broke: {str(wrong) or type(wrong).__name__}") from wrong


def _certificate_refused(error: BaseException | None) -> str:
    """Return what is wrong with the server's certificate, "" where that is not what happened."""
    import ssl

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return ""
