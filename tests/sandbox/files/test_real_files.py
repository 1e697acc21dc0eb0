"""Files that real cytometers wrote, from upload to the end of their processing."""

from __future__ import annotations

import warnings
from pathlib import Path

import flowio  # type: ignore[import-untyped]
import pytest

import omiq
import omiq_sandbox
from tests.support.fcs import REAL_FILES
from tests.support.uploads import get, upload

NO_DATA = {"sample_header.fcs": "no room", "corrupted.fcs": "neither as an FCS file"}
READ_IN_PLACE_OF = {"fake_large_fcs.fcs": "FCS_3.0_Fortessa_PBS_Specimen_001_A1_A01.fcs"}
"""flowio refuses the copy, whose HEADER gives no offsets, and reads its original."""
COUNTS = {"Cytek_xP5.fcs": 23_126}
"""flowio reads no integers of 24 bits."""
FILES = [path for path in sorted(REAL_FILES.rglob("*")) if path.suffix in (".fcs", ".001", ".lmd")]


def described_by_flowio(path: Path) -> tuple[list[dict[str, str]], int]:
    """Return the channels of a file and the number of its events."""
    count = COUNTS.get(path.name)
    if path.name in READ_IN_PLACE_OF:
        (path,) = REAL_FILES.rglob(READ_IN_PLACE_OF[path.name])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of data that end a byte late
        data = flowio.FlowData(path, only_text=count is not None, ignore_offset_error=True, nextdata_offset=0)
    names = zip(data.pnn_labels, data.pns_labels, strict=True)
    features = [{"name": name, "secondaryName": marker} for name, marker in names]
    return features, data.event_count if count is None else count


@pytest.mark.skipif(not FILES, reason="needs the real FCS files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_file_is_uploaded_and_read(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, path: Path
) -> None:
    """Its bytes are kept as they are; channels and number of events are those that flowio reads."""
    content = path.read_bytes()
    file_id = upload(client, dataset_id, content, path.name)
    sandbox.wait_idle()
    file = client.files.get(dataset_id, file_id)
    assert get(client.files.download_url(dataset_id, file_id)).content == content
    if path.name in NO_DATA:
        assert file.status == "FAILED"
        assert NO_DATA[path.name] in file.raw["statusReason"]
    else:
        assert (file.status, file.raw.get("statusReason")) == ("COMPLETE", None)
        assert (file.raw["features"], file.raw["eventCount"]) == described_by_flowio(path)
