"""A server on a loopback socket that answers as a script says, and remembers what it was asked.

with Server(Reply(503, headers={"Retry-After": "7"}), Reply({"datasets": []})) as server:
    client = omiq.Client(server.url, token=TOKEN, clock=clock)
    ...
    assert [request.target for request in server.requests] == ["/api/datasets"] * 2
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum, auto
from http.client import parse_headers, responses
from threading import Lock, Thread
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit


class Seen(NamedTuple):
    """A request as it came in.

    `target` is the path with the query as sent (the whole URL at a proxy), `headers` have names in lower case,
    `connection` is the number of the connection, from 1.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        """The path, unquoted, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The names and values of the query, in their order."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Reply:
    """An answer: JSON (any value), or `content` where it is not JSON.

    Nothing is added but `Content-Type` and `Content-Length`, and `headers` may change both. With `pieces` the body is
    sent in chunks, as they are made.
    """

    def __init__(
        self,
        json: Any = None,
        status: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        pieces: Iterable[bytes] | None = None,
    ) -> None:
        self.status = status
        self.pieces = pieces
        self.content = encoded(json) if content is None else content
        kind = {"Content-Type": "application/json"} if content is None and pieces is None else {}
        size = {"Transfer-Encoding": "chunked"} if pieces else {"Content-Length": str(len(self.content))}
        self.headers = kind | size | dict(headers or {})

    def __repr__(self) -> str:
        return f"{self.status}{'-retry-after' if 'Retry-After' in self.headers else ''}"

    def head(self, *, last: bool) -> bytes:
        """Return the status line and the headers; `last` announces that the connection ends."""
        phrase = responses.get(self.status, "Unknown")
        headers = self.headers | ({"Connection": "close"} if last else {})
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def body(self) -> Iterator[bytes]:
        """Yield what comes behind the headers."""
        if self.pieces is None:
            yield self.content
            return
        for piece in self.pieces:
            yield b"%x\r\n%b\r\n" % (len(piece), piece)
        yield b"0\r\n\r\n"


class Fault(Enum):
    """What a server, or the network before it, can do instead of answering."""

    CUT_BEFORE_ANSWER = auto()
    CUT_IN_HEADERS = auto()
    CUT_IN_BODY = auto()
    """The connection ends before all of the body, whose length was announced, has come."""
    SILENCE = auto()
    """Nothing comes until the client leaves."""
    REFUSED = auto()
    """No connection: the port is closed, until the next step of the script is due (see `Server.reopen`)."""


Step: TypeAlias = Reply | Fault | Callable[[Seen], Reply | Fault]
"""What happens to one request; a function makes up its mind when it sees the request, in the server's thread."""


class Server:
    """A server whose script is a list of steps, one for each request in the order in which they come in.

    `requests` are those that came in. A request that comes when the script is over is answered by `otherwise`, or
    where there is none by 418; `close`, and the end of the `with` block, raise AssertionError then.

    A step `Fault.REFUSED` is no request: the port is closed when its turn comes, and `reopen`, which belongs into
    `FakeClock.after_pause`, takes it off the script and opens the port unless the next step is another one.
    """

    def __init__(
        self, *script: Step, otherwise: Callable[[Seen], Reply | Fault] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.requests: list[Seen] = []
        self.connections = 0
        self._script: list[Step] = list(script)
        self._otherwise = otherwise
        self._tls = tls
        self._surplus: list[Seen] = []
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._listen(0)
        if self._refusing():
            self._deafen()

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def left(self) -> int:
        """The number of steps that are still to come."""
        return len(self._script)

    def script(self, *steps: Step) -> None:
        """Put more steps behind those that are left."""
        with self._lock:
            self._script += steps
        if self._refusing():
            self._deafen()

    def reopen(self) -> None:
        """Take a `Fault.REFUSED` that is due off the script; open the port unless another one follows."""
        with self._lock:
            if self._refusing():
                del self._script[0]
        if self._listener is None and not self._refusing():
            self._listen(self.port)

    def close(self) -> None:
        """End all connections and threads; raise AssertionError where there were more requests than steps."""
        self._deafen()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        assert not self._surplus, f"the script was over when these came in: {self._surplus}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _refusing(self) -> bool:
        return bool(self._script) and self._script[0] is Fault.REFUSED

    def _listen(self, port: int) -> None:
        self._listener = listener = socket.create_server(("127.0.0.1", port))
        self.port: int = listener.getsockname()[1]
        self._start(self._accept, listener)

    def _deafen(self) -> None:
        """Close the port, so that the next connection is refused."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _start(self, target: Callable[..., None], *arguments: Any) -> None:
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self.connections += 1
                self._start(self._serve, connection, self.connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        # an OSError: the client left, or did not shake hands, or this side was closed
        with suppress(OSError), connection, connection.makefile("rb") as incoming:
            while (seen := read_request(incoming, number)) and self._answer(connection, seen):
                pass
        with self._lock:
            self._open.discard(connection)

    def _answer(self, connection: socket.socket, seen: Seen) -> bool:
        """Answer one request; return whether the connection goes on."""
        step = self._next_step(seen)
        if callable(step):
            step = step(seen)
        last = self._refusing()
        if last:
            self._deafen()
        match step:
            case Reply():
                connection.sendall(step.head(last=last))
                for piece in step.body() if seen.method != "HEAD" else ():
                    connection.sendall(piece)
                return not last
            case Fault.SILENCE:
                connection.recv(1)
            case Fault.CUT_IN_HEADERS:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: appli")
            case Fault.CUT_IN_BODY:
                torn = Reply(headers={"Content-Length": "1000"}, content=b'{"datasets": [')
                connection.sendall(torn.head(last=True) + torn.content)
        return False

    def _next_step(self, seen: Seen) -> Step:
        with self._lock:
            self.requests.append(seen)
            if self._script:
                return self._script.pop(0)
            if self._otherwise is not None:
                return self._otherwise
            self._surplus.append(seen)
            return Reply({"error": "the script of this test's server is over"}, 418)


def read_request(incoming: BinaryIO, connection: int) -> Seen | None:
    """Read one request; None where there is no more."""
    line = incoming.readline().decode("latin-1").split()
    if len(line) != 3 or not line[2].startswith("HTTP/1."):
        return None
    headers = parse_headers(incoming)
    body = incoming.read(int(headers.get("Content-Length", 0)))
    named: dict[str, str] = {}
    for name, value in headers.items():
        assert name.lower() not in named, f"the client sent {name} twice"
        named[name.lower()] = value
    return Seen(line[0], line[1], named, body, connection)


def encoded(value: object) -> bytes:
    """Return the JSON text of a value."""
    return json.dumps(value).encode()
