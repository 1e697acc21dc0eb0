"""A job that runs in threads, seen from an event loop: it is awaited, and its calls of the API are made in the loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from omiq_generated.types import Call

from ._options import Options
from ._transfers.work import Execute, Stopped, Work

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

T = TypeVar("T")
AsyncExecute: TypeAlias = Callable[[Call[Any], Options, int | str | None], Awaitable[Any]]


async def carried_out(
    job: Callable[[Work], T],
    work_with: Callable[[Execute], Work],
    value: AsyncExecute,
) -> T:
    """Run a job in a thread and return its value; where the wait is cancelled, stop the job and wait for its end.

    `value` carries out a call in the event loop; `work_with` makes the job's work on what calls that from a thread.
    """
    import anyio.lowlevel
    from anyio.from_thread import BlockingPortal
    from anyio.to_thread import run_sync

    outcome: Future[T] = Future()
    async with BlockingPortal() as portal, anyio.create_task_group() as group:
        work = work_with(_from_threads(portal, value))
        group.start_soon(_stop_when_cancelled, work)
        await run_sync(_settle, outcome, job, work, limiter=anyio.CapacityLimiter(1))
        group.cancel_scope.cancel()
    try:
        return outcome.result()
    except Stopped:
        await anyio.lowlevel.checkpoint()  # where the cancellation that stopped it is raised
        raise


def _from_threads(portal: BlockingPortal, value: AsyncExecute) -> Execute:
    def execute(call: Call[Any], options: Options, operation: int | str | None) -> Any:
        try:
            return portal.call(value, call, options, operation)
        except CancelledError as ended:
            raise Stopped from ended

    return execute


async def _stop_when_cancelled(work: Work) -> None:
    import anyio

    try:
        await anyio.sleep_forever()
    finally:
        work.stop()


def _settle(outcome: Future[T], job: Callable[[Work], T], work: Work) -> None:
    """Run the job; its error is kept, since a task group would wrap it."""
    try:
        outcome.set_result(job(work))
    except BaseException as error:  # noqa: BLE001 (raised where the job is awaited)
        outcome.set_exception(error)
