"""Which calls a fault strikes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._faults import BadFaults, Faults, Latency, ProcessingFailed


def struck(fault: Mapping[str, Any], calls: int, operation: str = "listDatasets") -> list[int]:
    """Return the numbers of the calls that a fault strikes."""
    faults = Faults([fault])
    return [number for number in range(calls) if faults.next(operation)]


@given(st.integers(0, 9), st.one_of(st.none(), st.integers(1, 9)))
def test_fault_skips_and_then_strikes_so_many_times(skip: int, count: int | None) -> None:
    """The first `skip` calls stay untouched, the next `count` are struck, the rest is untouched again."""
    fault = {"kind": "token_expired", "skip": skip, "count": count}
    assert struck(fault, 20) == list(range(20))[skip : None if count is None else skip + count]


def test_fault_by_probability_repeats_itself() -> None:
    """One seed strikes the same calls in every run, another one others, and each about as often as it says."""
    fault = {"kind": "token_expired", "probability": 0.25}
    first = struck(fault | {"seed": 1}, 2000)
    assert first == struck(fault | {"seed": 1}, 2000)
    assert first != struck(fault | {"seed": 2}, 2000)
    assert 400 < len(first) < 600


@pytest.mark.parametrize(
    ("operation", "names", "strikes"),
    [
        ("createDataset", ("createDataset", "datasets.create"), True),
        ("datasets.create", ("createDataset", "datasets.create"), True),
        ("datasets.create", ("listDatasets", "datasets.list"), False),
        ("*", ("listDatasets", "datasets.list"), True),
        ("*", ("storage.get",), True),
        ("*", ("files.process",), False),
        ("files.process", ("files.process",), True),
    ],
)
def test_fault_strikes_the_calls_of_its_operation(operation: str, names: tuple[str, ...], strikes: bool) -> None:
    """By `operationId`, by the client's name, or every request: which the work in the background is not."""
    faults = Faults([{"kind": "latency", "seconds": 1, "operation": operation}])
    assert bool(faults.next(*names)) is strikes


def test_all_faults_that_match_strike_together() -> None:
    """They come in the order in which they were set, and each is found by its kind."""
    faults = Faults([ProcessingFailed(reason="No FCS"), Latency(seconds=2, operation="files.process")])
    found = faults.next("files.process")
    assert found.first(Latency) == Latency(seconds=2, operation="files.process")
    assert [fault.kind for fault in found] == ["processing_failed", "latency"]
    assert faults.next("storage.get").first(Latency) is None


def test_calls_are_counted_exactly_from_many_threads() -> None:
    """Of 2,000 calls at once just `count` are struck, and the report tells so."""
    faults = Faults([{"kind": "superseded", "skip": 10, "count": 700}])
    with ThreadPoolExecutor(8) as threads:
        hits = sum(map(len, threads.map(lambda _: faults.next("listDatasets"), range(2000))))
    (report,) = faults.report()
    assert (hits, report["matched"], report["struck"]) == (700, 2000, 700)


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ({"kind": "latency"}, "faults.1.seconds: Field required"),
        ({"kind": "latency", "seconds": -1}, "faults.1.seconds: "),
        ({"kind": "status", "status": 200}, "faults.1.status: "),
        ({"kind": "status", "status": "503"}, "faults.1.status: "),
        ({"kind": "cut", "where": "sometimes"}, "faults.1.where: "),
        ({"kind": "html", "colour": "red"}, "faults.1.colour: Extra inputs"),
        ({"kind": "drip", "seconds": float("inf")}, "faults.1.seconds: "),
        ({"kind": "latency", "seconds": 1e300}, "faults.1.seconds: "),
        (
            {"kind": "html", "operation": "createDatset"},
            "faults.1.operation: There is no operation 'createDatset'; the nearest are: createDataset",
        ),
        ({"kind": "html", "operation": "datasets.crate"}, "datasets.create"),
        ({"kind": "html", "operation": "storage.gte"}, "storage.get"),
        ({"kind": "html", "operation": ""}, "faults.1.operation: "),
        ({"kind": "flood"}, "faults.1: "),
        ("cut", "faults.1: "),
    ],
)
def test_wrong_fault_is_refused_by_its_place(fault: Any, place: str) -> None:
    """The message names the member that is wrong, and what was set before stays."""
    faults = Faults([{"kind": "token_expired"}])
    for change in (faults.add, faults.set):
        with pytest.raises(BadFaults) as wrong:
            change({"kind": "superseded"}, fault)
        assert place in str(wrong.value)
    assert [each["fault"]["kind"] for each in faults.report()] == ["token_expired"]


@pytest.mark.parametrize("content", ["{}", "[", '[{"kind": "flood"}]'])
def test_wrong_file_of_faults_is_refused(tmp_path: Path, content: str) -> None:
    """A file that is no JSON list of faults says so at the start."""
    path = tmp_path / "faults.json"
    path.write_text(content)
    with pytest.raises(BadFaults):
        Faults.of_file(path)


def test_file_holds_what_a_report_tells(tmp_path: Path) -> None:
    """Each fault of a report can be set again."""
    path = tmp_path / "faults.json"
    told = [
        report["fault"] for report in Faults([{"kind": "latency", "seconds": 1}, {"kind": "token_expired"}]).report()
    ]
    path.write_text(json.dumps(told))
    assert [report["fault"] for report in Faults.of_file(path).report()] == told
