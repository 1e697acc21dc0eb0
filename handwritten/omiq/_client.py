"""The clients: the generated resources on a driver, with sign-in, options and raw calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, Unpack, cast

from omiq_generated.api import OPERATIONS, Api, AsyncApi
from omiq_generated.types import Call

from ._answers import Answer
from ._base import ClientBase
from ._bridge import carried_out
from ._calls import RawArguments
from ._clock import Clock
from ._drivers import AsyncDriver, Driver
from ._http import AsyncTransport, Connection, Transport
from ._options import Options
from ._policy import bearer_token, begun_or_resumed, opened, perform, resume
from ._raw import AsyncRaw, Raw
from ._steps import Flow
from ._storage import Storage
from ._streams import AsyncStream, Stream
from ._transfers.work import INTERRUPTED, Work

if TYPE_CHECKING:
    from ._long_operations import AsyncLongOperations, LongOperations
    from ._resources.exports import AsyncExports, Exports
    from ._resources.files import AsyncFiles, Files
    from ._resources.workflows import AsyncWorkflows, Workflows
    from ._transfers.metadata import Metadata
    from ._transfers.progress import ProgressArgument
    from ._transfers.results import Transfers
    from ._transfers.syncing import Direction

T = TypeVar("T")
P = ParamSpec("P")


class Client(ClientBase, Api):
    """A client of one server of OMIQ, safe to share between threads. Close it, or leave its `with` block.

    With `token`, or `secret_file`, or `email` and `secret_key`, or `profile`, else as the environment says
    (`OMIQ_TOKEN`, `OMIQ_SECRET_FILE`), else as the stored profile that `omiq auth login` made.
    `client.datasets.list()` and so on call the catalogued operations, `client.raw` any other.
    """

    _driver: Driver

    def _connect(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._driver = Driver(Transport(connection, clock), clock)

    def _begin(self) -> None:
        Api.__init__(self, self)

    @cached_property
    def raw(self) -> Raw:
        """Calls of any endpoint, documented or not."""
        return Raw(self)

    @cached_property
    def exports(self) -> Exports:
        """Exports of events as CSV or FCS."""
        from ._resources.exports import Exports

        return Exports(self)

    @cached_property
    def files(self) -> Files:
        """The FCS files and other files of a dataset: operations on them, and moving their bytes."""
        from ._resources.files import Files

        return Files(self)

    @cached_property
    def long_operations(self) -> LongOperations:
        """Operations on long_operations, and waiting for one."""
        from ._long_operations import LongOperations

        return LongOperations(self)

    @cached_property
    def workflows(self) -> Workflows:
        """Workflows, their tasks and the tasks' artifacts."""
        from ._resources.workflows import Workflows

        return Workflows(self)

    def execute(self, call: Call[T], /) -> T:
        """Carry out a call that was described elsewhere, or by hand, and return its value.

        Raise ConfigurationError where it would leave the API's origin, a CallError where it fails.
        """
        return self._run(perform(call, self._session, self._options))

    def call(self, operation_id: str, /, **arguments: Any) -> Any:
        """Carry out a catalogued operation by its id: `client.call("listDatasets", limit=5)`.

        The operations of overlays are called in the same way. Raise ConfigurationError, with the nearest name, for an
        id or an argument that is not in the catalog.
        """
        return self.execute(self._catalogued_call(operation_id, arguments))

    def request(self, method: str, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send a request to any endpoint, below the API's URL; `omiq.RawArguments` tells what it takes.

        Return the answer's JSON as it came (its member `envelope`, viewed as `model`), bytes where it is not JSON,
        None where it is empty. Raise ConfigurationError for a path that leaves the API's origin, OutcomeUnknown for a
        write that may have been carried out, another CallError where the call fails otherwise.
        """
        plain = arguments.get("envelope") is None and arguments.get("model") is None
        call = self._raw_call(method, path, arguments)
        return self._run(perform(call, self._session, self._options, bytes_too=plain))

    def sync(
        self,
        folder: str | PathLike[str],
        dataset_id: int,
        *,
        direction: Direction = "both",
        pattern: str = "*.fcs",
        metadata: Metadata | None = None,
        concurrency: int = 16,
        progress: ProgressArgument = None,
        wait: bool = True,
    ) -> Transfers:
        """Make a folder and a dataset hold the same files; a second run goes on where the first one ended.

        Nothing is deleted or replaced, here or there. A file of the same name and size as one of the dataset is taken
        for the same, without a look at its bytes. What was done stands in `FOLDER/.omiq/DATASET_ID.jsonl`, a line
        of JSON for each step, written as it happens.

        Args:
            folder: The folder; folders in it are searched too, and what is fetched is put on its top.
            dataset_id: Id of the dataset.
            direction: `up` sends what the dataset lacks, `down` fetches what the folder lacks, `both` does both.
            pattern: Which files, by name, in whatever case.
            metadata: Tags for all files, or a CSV file with a column `Filename` and one for each tag.
            concurrency: The most files at once; as many are moved as makes it faster.
            progress: Called with a Progress ten times a second; False shows nothing, None a bar where stderr is a
                terminal, True always (extra `progress`); else a line in the log each 30 s.
            wait: Whether to wait until OMIQ has processed the files.

        Returns:
            An entry for each file.

        Raises:
            ConfigurationError: an argument is wrong, or another sync is at work on the folder; nothing was moved.
            TransfersIncomplete: files failed; it names each.
            CallError: the dataset could not be looked at.
        """
        from ._transfers.syncing import sync

        return self._carried_out(
            partial(
                sync,
                folder=folder,
                dataset_id=dataset_id,
                direction=direction,
                pattern=pattern,
                metadata=metadata,
                concurrency=concurrency,
                progress=progress,
                wait=wait,
            )
        )

    def answer(self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
        """Call a method and return its value with the whole answer: `client.answer(client.datasets.list, limit=5)`."""
        return cast("Answer[T]", self._rebound(method)(*args, **kwargs))

    def close(self) -> None:
        """Close the connections, those of `with_options` clients too."""
        self._driver.close()
        self._session.closed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _bearer_token(self) -> str:
        """Return a token that is valid now; with a secret key sign in, or take the one that is shared."""
        return self._driver.run(bearer_token(self._session, self._options)).text

    def _stream(self, method: str, path: str, arguments: RawArguments) -> Stream:
        self._check_value_alone()
        call = self._raw_call(method, path, arguments)
        response = self._driver.run(opened(call, self._session, self._options))
        return Stream(call.operation.id, response, self._options.timeout)

    def _resume(self, operation: int | str, call: Call[T]) -> T:
        return self._run(resume(operation, call, self._session, self._options))

    def _carried_out(self, job: Callable[[Work], T]) -> T:
        """Run a job on many files in this thread and in threads of its own."""
        self._check_value_alone()
        storage = Storage(self._connection, self._session.clock)
        work = self._work(self._value, storage)
        try:
            return job(work)
        except KeyboardInterrupt:
            work.stop()
            raise KeyboardInterrupt(INTERRUPTED) from None
        finally:
            storage.close()

    def _value(self, call: Call[T], options: Options, operation: int | str | None) -> T:
        return self._driver.run(begun_or_resumed(call, self._session, options, operation)).value

    def _run(self, flow: Flow[Answer[T]]) -> T:
        answer = self._driver.run(flow)
        return cast("T", answer) if self._whole else answer.value


class AsyncClient(ClientBase, AsyncApi):
    """A client of one server of OMIQ whose calls are awaited, on asyncio and trio, safe to share between tasks.

    Close it, or leave its `async with` block. Arguments and methods are those of Client.
    """

    _driver: AsyncDriver

    def _connect(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._driver = AsyncDriver(AsyncTransport(connection, clock), clock)

    def _begin(self) -> None:
        AsyncApi.__init__(self, self)

    @cached_property
    def raw(self) -> AsyncRaw:
        """Calls of any endpoint, documented or not."""
        return AsyncRaw(self)

    @cached_property
    def exports(self) -> AsyncExports:
        """Exports of events as CSV or FCS."""
        from ._resources.exports import AsyncExports

        return AsyncExports(self)

    @cached_property
    def files(self) -> AsyncFiles:
        """The FCS files and other files of a dataset: operations on them, and moving their bytes."""
        from ._resources.files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def long_operations(self) -> AsyncLongOperations:
        """Operations on long_operations, and waiting for one."""
        from ._long_operations import AsyncLongOperations

        return AsyncLongOperations(self)

    @cached_property
    def workflows(self) -> AsyncWorkflows:
        """Workflows, their tasks and the tasks' artifacts."""
        from ._resources.workflows import AsyncWorkflows

        return AsyncWorkflows(self)

    async def execute(self, call: Call[T], /) -> T:
        """Carry out a call that was described elsewhere, or by hand, and return its value.

        Raise ConfigurationError where it would leave the API's origin, a CallError where it fails.
        """
        return await self._run(perform(call, self._session, self._options))

    async def call(self, operation_id: str, /, **arguments: Any) -> Any:
        """Carry out a catalogued operation by its id: `await client.call("listDatasets", limit=5)`.

        The operations of overlays are called in the same way. Raise ConfigurationError, with the nearest name, for an
        id or an argument that is not in the catalog.
        """
        from anyio.to_thread import run_sync

        if operation_id in OPERATIONS:
            return await self.execute(self._catalogued_call(operation_id, arguments))
        return await self.execute(await run_sync(self._catalogued_call, operation_id, arguments))  # it reads files

    async def request(self, method: str, path: str, **arguments: Unpack[RawArguments]) -> Any:
        """Send a request to any endpoint, below the API's URL; `omiq.RawArguments` tells what it takes.

        Return the answer's JSON as it came (its member `envelope`, viewed as `model`), bytes where it is not JSON,
        None where it is empty. Raise ConfigurationError for a path that leaves the API's origin, OutcomeUnknown for a
        write that may have been carried out, another CallError where the call fails otherwise.
        """
        plain = arguments.get("envelope") is None and arguments.get("model") is None
        call = self._raw_call(method, path, arguments)
        return await self._run(perform(call, self._session, self._options, bytes_too=plain))

    async def sync(
        self,
        folder: str | PathLike[str],
        dataset_id: int,
        *,
        direction: Direction = "both",
        pattern: str = "*.fcs",
        metadata: Metadata | None = None,
        concurrency: int = 16,
        progress: ProgressArgument = None,
        wait: bool = True,
    ) -> Transfers:
        """Make a folder and a dataset hold the same files, as `Client.sync` does."""
        from ._transfers.syncing import sync

        return await self._carried_out(
            partial(
                sync,
                folder=folder,
                dataset_id=dataset_id,
                direction=direction,
                pattern=pattern,
                metadata=metadata,
                concurrency=concurrency,
                progress=progress,
                wait=wait,
            )
        )

    async def answer(self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
        """Call a method and return its value with the whole answer: `client.answer(client.datasets.list, limit=5)`."""
        return cast("Answer[T]", await self._rebound(method)(*args, **kwargs))

    async def aclose(self) -> None:
        """Close the connections, those of `with_options` clients too."""
        await self._driver.close()
        if self._session.observers:
            from anyio.to_thread import run_sync

            await run_sync(self._session.closed)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _stream(self, method: str, path: str, arguments: RawArguments) -> AsyncStream:
        self._check_value_alone()
        call = self._raw_call(method, path, arguments)
        response = await self._driver.run(opened(call, self._session, self._options))
        return AsyncStream(call.operation.id, response, self._options.timeout)

    async def _resume(self, operation: int | str, call: Call[T]) -> T:
        return await self._run(resume(operation, call, self._session, self._options))

    async def _carried_out(self, job: Callable[[Work], T]) -> T:
        """Run a job on many files in threads; its calls of the API are made here, in the event loop."""
        self._check_value_alone()
        storage = Storage(self._connection, self._session.clock)
        try:
            return await carried_out(job, lambda execute: self._work(execute, storage), self._value)
        finally:
            storage.close()

    async def _value(self, call: Call[T], options: Options, operation: int | str | None) -> T:
        return (await self._driver.run(begun_or_resumed(call, self._session, options, operation))).value

    async def _run(self, flow: Flow[Answer[T]]) -> T:
        answer = await self._driver.run(flow)
        return cast("T", answer) if self._whole else answer.value
