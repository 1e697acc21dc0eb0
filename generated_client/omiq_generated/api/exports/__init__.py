"""Exports of events as CSV or FCS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import initiate_export as _initiate_export

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.export_instructions import ExportInstructions
    from ...models.initiate_export_filter_usage_mode import InitiateExportFilterUsageMode
    from ...models.initiate_export_format import InitiateExportFormat


class Exports:
    """Exports of events as CSV or FCS."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def initiate(
        self,
        *,
        dataset_id: int,
        file_ids: builtins.list[int],
        feature_names: builtins.list[str],
        add_orig_row_idx: bool = False,
        reverse_transform: bool,
        format: InitiateExportFormat,
        filter_usage_mode: InitiateExportFilterUsageMode,
        drop_not_filtered: bool = False,
        instructions: ExportInstructions,
    ) -> str:
        """Export the events of a file, and get the signed URL of the result.

        Columns are named by a channel's primary name, or `primary___secondary` where it has a secondary
        one. A finished Export Data task needs no export: its result is an artifact of the workflow.

        `POST /export/initiate`, observed (pkg-1.10.3, export-files, help-tasks).

        Args:
            dataset_id: Id of the file's dataset.
            file_ids: Id of the file, alone in its list. Whether the server takes several is not known.
            feature_names: Names of the features to export.
            add_orig_row_idx: Add the column `Orig_Row_Number`.
            reverse_transform: Undo the scaling of the tasks above, "Original/raw" in the GUI; False
                exports scaled values.
            format: Format of the file. One of `CSV`, `FCS`.
            filter_usage_mode: `NAMECOL` adds one column with the full path of the row's filter (where a
                row is in several, the one with the smallest count), `BOOLCOLS` one column of 0 and 1 a
                filter. One of `NAMECOL`, `BOOLCOLS`.
            drop_not_filtered: Leave out rows that are in none of the filters; False keeps them, blank.
            instructions: Where in a workflow to export, and what.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. No known call lists exports, and
                the URL of one whose answer was lost cannot be had. Start it again; where OMIQ's GUI
                shows that the tasks above the export's task are locked, wait until they are free.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _initiate_export.call(
                dataset_id=dataset_id,
                file_ids=file_ids,
                feature_names=feature_names,
                add_orig_row_idx=add_orig_row_idx,
                reverse_transform=reverse_transform,
                format=format,
                filter_usage_mode=filter_usage_mode,
                drop_not_filtered=drop_not_filtered,
                instructions=instructions,
            )
        )


class AsyncExports:
    """Exports of events as CSV or FCS."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def initiate(
        self,
        *,
        dataset_id: int,
        file_ids: builtins.list[int],
        feature_names: builtins.list[str],
        add_orig_row_idx: bool = False,
        reverse_transform: bool,
        format: InitiateExportFormat,
        filter_usage_mode: InitiateExportFilterUsageMode,
        drop_not_filtered: bool = False,
        instructions: ExportInstructions,
    ) -> str:
        """Export the events of a file, and get the signed URL of the result.

        Columns are named by a channel's primary name, or `primary___secondary` where it has a secondary
        one. A finished Export Data task needs no export: its result is an artifact of the workflow.

        `POST /export/initiate`, observed (pkg-1.10.3, export-files, help-tasks).

        Args:
            dataset_id: Id of the file's dataset.
            file_ids: Id of the file, alone in its list. Whether the server takes several is not known.
            feature_names: Names of the features to export.
            add_orig_row_idx: Add the column `Orig_Row_Number`.
            reverse_transform: Undo the scaling of the tasks above, "Original/raw" in the GUI; False
                exports scaled values.
            format: Format of the file. One of `CSV`, `FCS`.
            filter_usage_mode: `NAMECOL` adds one column with the full path of the row's filter (where a
                row is in several, the one with the smallest count), `BOOLCOLS` one column of 0 and 1 a
                filter. One of `NAMECOL`, `BOOLCOLS`.
            drop_not_filtered: Leave out rows that are in none of the filters; False keeps them, blank.
            instructions: Where in a workflow to export, and what.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. No known call lists exports, and
                the URL of one whose answer was lost cannot be had. Start it again; where OMIQ's GUI
                shows that the tasks above the export's task are locked, wait until they are free.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _initiate_export.call(
                dataset_id=dataset_id,
                file_ids=file_ids,
                feature_names=feature_names,
                add_orig_row_idx=add_orig_row_idx,
                reverse_transform=reverse_transform,
                format=format,
                filter_usage_mode=filter_usage_mode,
                drop_not_filtered=drop_not_filtered,
                instructions=instructions,
            )
        )
