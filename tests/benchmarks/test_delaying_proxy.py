"""The delaying proxy hands on what it is given, both ways."""

import socket
from random import Random
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread

from benchmarks.delaying_proxy import delaying

CONTENT = Random(1).randbytes(3 * 2**20)


class Echo(BaseRequestHandler):
    """Gives back all that came, once there is no more of it."""

    def handle(self) -> None:
        received = b"".join(iter(lambda: self.request.recv(65536), b""))
        self.request.sendall(received)


def test_bytes_pass_whole_and_in_their_order() -> None:
    """The end of one direction is handed on too, and leaves the other open."""
    with TCPServer(("127.0.0.1", 0), Echo) as server, socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=server.serve_forever, daemon=True).start()
        with (
            delaying({listener: server.server_address[1]}, round_trip=0.01),
            socket.create_connection(listener.getsockname(), timeout=30) as peer,
        ):
            Thread(target=_send, args=(peer,)).start()
            assert b"".join(iter(lambda: peer.recv(65536), b"")) == CONTENT
        server.shutdown()


def _send(peer: socket.socket) -> None:
    peer.sendall(CONTENT)
    peer.shutdown(socket.SHUT_WR)
