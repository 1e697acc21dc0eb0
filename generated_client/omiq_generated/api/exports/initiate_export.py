from __future__ import annotations

from ...models.export_instructions import ExportInstructions
from ...models.initiate_export_filter_usage_mode import InitiateExportFilterUsageMode
from ...models.initiate_export_format import InitiateExportFormat
from ...types import Call
from ...types import given as _given
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["initiateExport"]


def call(
    *,
    dataset_id: int,
    file_ids: list[int],
    feature_names: list[str],
    add_orig_row_idx: bool = False,
    reverse_transform: bool,
    format: InitiateExportFormat,
    filter_usage_mode: InitiateExportFilterUsageMode,
    drop_not_filtered: bool = False,
    instructions: ExportInstructions,
) -> Call[str]:
    """Export the events of a file, and get the signed URL of the result."""
    return Call(
        OPERATION,
        OPERATION.path,
        _typed(str),
        json=_given(
            {
                "datasetId": dataset_id,
                "fileIds": file_ids,
                "featureNames": feature_names,
                "addOrigRowIdx": add_orig_row_idx,
                "reverseTransform": reverse_transform,
                "format": format,
                "filterUsageMode": filter_usage_mode,
                "dropNotFiltered": drop_not_filtered,
                "instructions": instructions,
            }
        ),
    )
