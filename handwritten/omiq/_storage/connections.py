"""Connections to storage hosts, by urllib3. They know no token, and can be ended from any thread."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from ssl import SSLCertVerificationError
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from weakref import WeakSet

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from .._errors import ConfigurationError, TransferError
from .._http import Connection
from .._servers import is_loopback
from .persistence import Missed
from .signed import signed_request

PIECE = 1 << 20
_LONGEST_CONNECT = 10.0  # seconds
_NO_URL = "the server gave a URL that cannot be read"


class Connections:
    """Connections to storage hosts, kept open between requests. Shared by the threads of a job."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._managers: dict[str | None, urllib3.PoolManager] = {}
        self._context: Any = None
        self._aborted = False
        self._lock = Lock()
        self._pools = _pools(self._connected)

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], timeout: float, body: Iterator[Any] | None = None
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Send a request and give its answer, unread; raise Missed where the network fails, also within the block."""
        if self._aborted:
            raise Missed("the job was ended", final=True)
        manager = self._manager(url)
        waits = urllib3.Timeout(connect=min(timeout, _LONGEST_CONNECT), read=timeout)
        with _translated(timeout):
            with signed_request():
                answer = manager.request(
                    method,
                    url,
                    body=body,
                    headers={**headers, "User-Agent": "omiq-client", "Accept-Encoding": "identity"},
                    timeout=waits,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                    decode_content=False,
                )
            try:
                yield answer
            except BaseException:
                answer.close()
                raise
            if answer.status >= 400:
                answer.drain_conn()
            answer.release_conn()

    def abort(self) -> None:
        """End all connections: what waits for one fails at once, and no other is made."""
        self._aborted = True
        for each in list(self._sockets):
            try:
                socket.socket.shutdown(each, socket.SHUT_RDWR)  # a TLS socket's own would wait for its peer
            except OSError:
                continue  # it has ended already

    def close(self) -> None:
        for manager in self._managers.values():
            manager.clear()

    def _manager(self, url: str) -> urllib3.PoolManager:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:  # whose words may hold a part of it
            raise Missed(_NO_URL, final=True) from None
        host = parts.hostname or ""
        local = is_loopback(host)
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise TransferError(
                f"the server names a storage host, {host!r}, that is not reached by https",
                advice="Nothing was sent. Ask who runs the server.",
            )
        proxy = None if local else self._proxy(parts.scheme, host)
        with self._lock:
            if proxy not in self._managers:
                self._managers[proxy] = self._made(proxy)
            return self._managers[proxy]

    def _connected(self, made: socket.socket) -> None:
        """Know a socket from now on; raise ConnectionAbortedError where all were ended while it connected."""
        self._sockets.add(made)
        if self._aborted:
            made.close()
            raise ConnectionAbortedError

    def _proxy(self, scheme: str, host: str) -> str | None:
        if self._connection.proxy:
            return self._connection.proxy
        proxies = getproxies()
        return None if proxy_bypass(host) else proxies.get(scheme) or proxies.get("all")

    def _made(self, proxy: str | None) -> urllib3.PoolManager:
        if self._context is None:  # the client's own certificate is for the API alone
            self._context = self._connection._replace(client_cert=None).context()
        options: dict[str, Any] = {"maxsize": 64, "ssl_context": self._context, "blocksize": PIECE}
        try:
            manager = urllib3.ProxyManager(proxy, **options, **_proxy_sign_in(proxy)) if proxy else None
        except (HTTPError, ValueError):  # whose words may hold the proxy's password
            raise ConfigurationError("The proxy (an argument, HTTPS_PROXY or ALL_PROXY) is no http URL.") from None
        made = manager or urllib3.PoolManager(**options)
        made.pool_classes_by_scheme = self._pools
        return made


def read_into(answer: urllib3.BaseHTTPResponse, room: memoryview, timeout: float) -> int:
    """Read the body of an answer until the memory is full or the body ends; raise Missed where the network fails."""
    body: HTTPResponse = answer._fp  # type: ignore[attr-defined]  # urllib3 itself allocates, and copies, each piece
    try:
        return body.readinto(room)
    except TimeoutError:
        raise _unanswered(timeout) from None
    except (OSError, HTTPException) as wrong:
        raise _broken(wrong) from None


def _proxy_sign_in(proxy: str) -> dict[str, Any]:
    parts = urlsplit(proxy)
    if not parts.username:
        return {}
    return {"proxy_headers": urllib3.make_headers(proxy_basic_auth=f"{parts.username}:{parts.password or ''}")}


def _pools(connected: Callable[[socket.socket], None]) -> dict[str, Any]:
    """Return the pools whose connections tell `connected` their sockets."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            connected(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls: Any = Plain  # pyright finds no class that fits the protocol

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls: Any = Secure

    return {"http": PlainPool, "https": SecurePool}


@contextmanager
def _translated(timeout: float) -> Iterator[None]:
    """Turn what urllib3 raises, whose words may hold the URL, into a Missed without it."""
    try:
        yield
    except LocationParseError:
        raise Missed(_NO_URL, final=True) from None
    except (NewConnectionError, ConnectTimeoutError):
        raise Missed("the storage host cannot be reached", slow=True) from None
    except ReadTimeoutError:
        raise _unanswered(timeout) from None
    except SSLError as wrong:
        reason = wrong.args[0] if wrong.args else wrong
        if isinstance(reason, SSLCertVerificationError):
            words = f"the storage host is not trusted: {reason.verify_message}"
            raise Missed(words, final=True) from None
        raise Missed(f"TLS with the storage host failed ({type(reason).__name__})") from None
    except (HTTPError, ConnectionError, TimeoutError) as wrong:
        raise _broken(wrong) from None


def _unanswered(timeout: float) -> Missed:
    return Missed(f"the storage host did not answer within {timeout:g} s", slow=True)


def _broken(wrong: Exception) -> Missed:
    return Missed(f"the connection to the storage host broke ({type(wrong).__name__})")
