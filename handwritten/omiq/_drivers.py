"""The two drivers: each carries out the steps of a flow and sends their results back into it."""

from __future__ import annotations

from contextlib import closing
from threading import TIMEOUT_MAX, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from ._clock import Clock
from ._errors import TimedOut
from ._http import AsyncTransport, Transport
from ._steps import Alone, Flow, Send, Sleep, Step

if TYPE_CHECKING:
    import anyio

T = TypeVar("T")
_TAKES_TOO_LONG = "another call is signing in, and takes too long"


class Driver:
    """Runs flows in the calling thread."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._alone = Lock()

    def run(self, flow: Flow[T]) -> T:
        """Return the value that the flow ends with."""
        with closing(flow):
            try:
                step = next(flow)
                while True:
                    try:
                        result = self._done(step)
                    except Exception as error:  # noqa: BLE001 (the flow decides)
                        step = flow.throw(error)
                    else:
                        step = flow.send(result)
            except StopIteration as end:
                value: T = end.value
                return value

    def close(self) -> None:
        self._transport.close()

    def _done(self, step: Step) -> Any:
        if isinstance(step, Send):
            return self._transport.send(step.request)
        if isinstance(step, Sleep):
            return self._clock.sleep(step.seconds)
        return self._run_alone(step)

    def _run_alone(self, step: Alone) -> Any:
        left = max(0.0, step.give_up_at - self._clock.monotonic())
        if not self._alone.acquire(timeout=min(left, TIMEOUT_MAX)):
            raise TimedOut(_TAKES_TOO_LONG)
        try:
            return self.run(step.flow)
        finally:
            self._alone.release()


class AsyncDriver:
    """Runs flows in the calling task."""

    def __init__(self, transport: AsyncTransport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._alone: anyio.Lock | None = None
        self._loop: object = None

    async def run(self, flow: Flow[T]) -> T:
        """Return the value that the flow ends with."""
        with closing(flow):
            try:
                step = next(flow)
                while True:
                    try:
                        result = await self._done(step)
                    except Exception as error:  # noqa: BLE001 (the flow decides)
                        step = flow.throw(error)
                    else:
                        step = flow.send(result)
            except StopIteration as end:
                value: T = end.value
                return value

    async def close(self) -> None:
        await self._transport.close()

    async def _done(self, step: Step) -> Any:
        if isinstance(step, Send):
            return await self._transport.send(step.request)
        if isinstance(step, Sleep):
            return await self._clock.sleep_async(step.seconds)
        return await self._run_alone(step)

    async def _run_alone(self, step: Alone) -> Any:
        import anyio

        lock = self._lock()
        try:
            with anyio.fail_after(max(0.0, step.give_up_at - self._clock.monotonic())):
                await lock.acquire()
        except TimeoutError:
            raise TimedOut(_TAKES_TOO_LONG) from None
        try:
            return await self.run(step.flow)
        finally:
            lock.release()

    def _lock(self) -> anyio.Lock:
        import anyio
        from anyio.lowlevel import current_token

        if self._alone is None or self._loop != current_token():  # a lock belongs to an event loop
            self._alone, self._loop = anyio.Lock(), current_token()
        return self._alone
