"""Operations on workflows, and fetching what their tasks have made."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from omiq_generated.api import workflows as generated
from omiq_generated.models.task import Task
from omiq_generated.models.workflow import Workflow

if TYPE_CHECKING:
    from .._client import AsyncClient, Client
    from .._transfers.placing import Overwrite
    from .._transfers.progress import ProgressArgument
    from .._transfers.results import Transfers


class Workflows(generated.Workflows):
    """Workflows, their tasks and the tasks' artifacts."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client

    def download_artifacts(
        self,
        workflow: int | Workflow,
        folder: str | PathLike[str],
        *,
        tasks: Iterable[int | Task] | None = None,
        overwrite: Overwrite = "never",
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Transfers:
        """Download the artifacts of a workflow's tasks into a folder, several at once.

        Local names, and `FOLDER/.omiq/downloads.jsonl`, are as `files.download` has them; of artifacts of one name all
        but one have the task's id behind it.

        Args:
            workflow: Id of a workflow, or a Workflow.
            folder: The folder, made where it is missing.
            tasks: The tasks, or their ids; all where they are not given.
            overwrite: Which files that are there to fetch again: `never` any, or `always` all; `changed` is `always`
                here, since the server does not tell the size of an artifact.
            concurrency: The most files at once; as many are fetched as makes it faster.
            progress: Called with a Progress ten times a second; False shows nothing, None a bar where stderr is a
                terminal, True always (extra `progress`); else a line in the log each 30 s.

        Returns:
            An entry for each artifact.

        Raises:
            ConfigurationError: an argument is wrong; nothing was fetched.
            TransfersIncomplete: artifacts failed; it names each.
            CallError: the workflow could not be looked at.
        """
        from .._transfers.artifacts import download_artifacts

        return self._client._carried_out(
            partial(
                download_artifacts,
                workflow=workflow,
                folder=folder,
                tasks=tasks,
                overwrite=overwrite,
                concurrency=concurrency,
                progress=progress,
            )
        )


class AsyncWorkflows(generated.AsyncWorkflows):
    """Workflows, their tasks and the tasks' artifacts."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client)
        self._client = client

    async def download_artifacts(
        self,
        workflow: int | Workflow,
        folder: str | PathLike[str],
        *,
        tasks: Iterable[int | Task] | None = None,
        overwrite: Overwrite = "never",
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Transfers:
        """Download the artifacts of a workflow's tasks into a folder, as `omiq.Client` does."""
        from .._transfers.artifacts import download_artifacts

        return await self._client._carried_out(
            partial(
                download_artifacts,
                workflow=workflow,
                folder=folder,
                tasks=tasks,
                overwrite=overwrite,
                concurrency=concurrency,
                progress=progress,
            )
        )
