"""Operations on exports, and exporting many files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from omiq_generated.api import exports as generated
from omiq_generated.models.file import File
from omiq_generated.models.task import Task
from omiq_generated.models.workflow import Workflow

if TYPE_CHECKING:
    from .._client import AsyncClient, Client
    from .._exports.request import Format, Membership, Units
    from .._exports.results import Exports as Exported
    from .._transfers.progress import ProgressArgument


class Exports(generated.Exports):
    """Exports of events as CSV or FCS."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client

    def run(
        self,
        workflow: int | Workflow,
        files: Iterable[int | File] | None = None,
        *,
        task: int | str | Task | None = None,
        filters: str | Iterable[str] | None = None,
        features: str | Iterable[str] | None = None,
        format: Format = "csv",
        membership: Membership = "name",
        drop_unfiltered: bool = False,
        units: Units = "scaled",
        row_numbers: bool = True,
        folder: str | PathLike[str],
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Exported:
        """Export the events of files into a folder, a file for each, several at once.

        OMIQ takes one file a call; these are made side by side, and long operations are waited for. The files are
        `FOLDER/DATASET/FILE.POPULATION.csv`; none that is there is replaced, and `FOLDER/.omiq/exports.jsonl` says
        which is which. The same call again fetches what is missing, and waits for what still computes; a task that was
        saved anew since is exported anew. OMIQ locks the tasks that an export stands on (`help-tasks`).

        Args:
            workflow: Id of a workflow, or a Workflow.
            files: The files, or their ids; all of its dataset where they are not given, but for those that FAILED.
            task: Id or name of the task to export at, or a Task; it may be left out where one gating task is below all
                others. An Export Data task should not be taken (`pkg-1.10.3`).
            filters: Paths (`Cells/CD3+`) or ids of filters open to the task; all where they are not given, none where
                there are none in it.
            features: Primary names of channels, and computed columns; all that a file has where they are not given.
            format: `csv` or `fcs`.
            membership: `name` writes one column with the path of an event's filter (of several the one with the fewest
                events), `columns` one column of 0 and 1 for each filter (`pkg-1.10.3`).
            drop_unfiltered: Leave out events that are in none of the filters.
            units: `scaled` values as the tasks above have them, or `raw` ones, "Original/raw" in the GUI.
            row_numbers: Add the column `Orig_Row_Number`, which starts again in each file.
            folder: The folder, made where it is missing.
            concurrency: The most exports at once; as many are made as makes it faster.
            progress: Called with a Progress ten times a second; False shows nothing, None a bar where stderr is a
                terminal, True always (extra `progress`); else a line in the log each 30 s.

        Returns:
            An entry for each file, and their events as a table: `to_polars()`, `to_pandas()`, `to_arrow()`,
            `to_parquet()`, `to_anndata()`.

        Raises:
            ConfigurationError: a filter, a feature, a task or another argument is wrong; nothing was exported.
            TransfersIncomplete: files failed; it names each. Its `results` have those that did not.
            CallError: the workflow or the dataset could not be looked at.
        """
        from .._exports.request import Settings
        from .._exports.running import run

        return self._client._carried_out(
            partial(
                run,
                workflow=workflow,
                files=files,
                task=task,
                filters=filters,
                features=features,
                settings=Settings(format, membership, drop_unfiltered, units, row_numbers),
                folder=folder,
                concurrency=concurrency,
                progress=progress,
                server=self._client.api_url,
            )
        )


class AsyncExports(generated.AsyncExports):
    """Exports of events as CSV or FCS."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client)
        self._client = client

    async def run(
        self,
        workflow: int | Workflow,
        files: Iterable[int | File] | None = None,
        *,
        task: int | str | Task | None = None,
        filters: str | Iterable[str] | None = None,
        features: str | Iterable[str] | None = None,
        format: Format = "csv",
        membership: Membership = "name",
        drop_unfiltered: bool = False,
        units: Units = "scaled",
        row_numbers: bool = True,
        folder: str | PathLike[str],
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Exported:
        """Export the events of files into a folder, as `omiq.Client` does."""
        from .._exports.request import Settings
        from .._exports.running import run

        return await self._client._carried_out(
            partial(
                run,
                workflow=workflow,
                files=files,
                task=task,
                filters=filters,
                features=features,
                settings=Settings(format, membership, drop_unfiltered, units, row_numbers),
                folder=folder,
                concurrency=concurrency,
                progress=progress,
                server=self._client.api_url,
            )
        )
