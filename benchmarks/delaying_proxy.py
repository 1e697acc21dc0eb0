"""A network with a round trip, on loopback: what passes is held back for half of it each way, and else unhindered."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context

_PIECE = 2**20
_MOST_PIECES = 256  # on their way at once


@contextmanager
def delaying(targets: Mapping[socket.socket, int], round_trip: float) -> Iterator[None]:
    """Hand on what listeners accept to ports, so many seconds late, in a process of its own until the block is left."""
    process = get_context("spawn").Process(target=_serve, args=([*targets.items()], round_trip), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _serve(targets: list[tuple[socket.socket, int]], round_trip: float) -> None:
    asyncio.run(_forever(targets, round_trip))


async def _forever(targets: list[tuple[socket.socket, int]], round_trip: float) -> None:
    for listener, port in targets:
        await asyncio.start_server(_Passage(port, round_trip).accepted, sock=listener, limit=_PIECE)
    await asyncio.get_running_loop().create_future()


class _Passage:
    """Leads to one port."""

    def __init__(self, port: int, round_trip: float) -> None:
        self._port = port
        self._round_trip = round_trip

    async def accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on both ways until both ends are through. A connection costs a round trip before its first byte."""
        with ExitStack() as streams:
            streams.callback(writer.close)
            await asyncio.sleep(self._round_trip)
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port, limit=_PIECE)
            streams.callback(far_writer.close)
            with suppress(*_LEFT):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hand_on(reader, far_writer))
                    tasks.create_task(self._hand_on(far_reader, writer))

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        on_their_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_MOST_PIECES)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._take_in(reader, on_their_way))
            tasks.create_task(_give_out(on_their_way, writer))

    async def _take_in(self, reader: asyncio.StreamReader, on_their_way: asyncio.Queue[tuple[float, bytes]]) -> None:
        now = asyncio.get_running_loop().time
        piece = b" "
        while piece:
            piece = await reader.read(_PIECE)
            await on_their_way.put((now() + self._round_trip / 2, piece))


async def _give_out(on_their_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    now = asyncio.get_running_loop().time
    while True:
        due, piece = await on_their_way.get()
        await asyncio.sleep(max(0.0, due - now()))
        if not piece:
            writer.write_eof()
            return
        writer.write(piece)
        await writer.drain()


_LEFT = (OSError, ExceptionGroup)  # one end has left
