"""The made T-cell panel: its thresholds find the populations that its events were drawn from."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import flowio  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

from omiq_sandbox._cytometry.panel import (
    CHANNELS,
    DEBRIS_BELOW,
    POPULATIONS,
    SINGLETS_ABOVE,
    THRESHOLDS,
    AgeGroup,
    Simulation,
    simulate,
    write_panel,
)
from omiq_sandbox._cytometry.reader import read_events

AGE_GROUPS: tuple[AgeGroup, ...] = get_args(AgeGroup)


@pytest.fixture(scope="module", params=AGE_GROUPS)
def donor(request: pytest.FixtureRequest) -> Simulation:
    return simulate(request.param, 20_000, np.random.default_rng(7))


def column(donor: Simulation, name: str) -> NDArray[np.float64]:
    """Return the values of a channel, by its name or its marker."""
    return donor.values[:, [name in (channel.name, channel.marker) for channel in CHANNELS].index(True)]


def has(donor: Simulation, *markers: str) -> NDArray[np.bool_]:
    """Tell which events lie above the threshold of each marker, or below that of a `-marker`."""
    gates: list[NDArray[np.bool_]] = []
    for marker in markers:
        above = np.arcsinh(column(donor, marker.removeprefix("-")) / 6000) > THRESHOLDS[marker.removeprefix("-")]
        gates.append(~above if marker.startswith("-") else above)
    return np.asarray(np.logical_and.reduce(gates))


def live_cells(donor: Simulation) -> NDArray[np.bool_]:
    single = column(donor, "FSC-H") > SINGLETS_ABOVE * column(donor, "FSC-A")
    return (column(donor, "FSC-A") > DEBRIS_BELOW) & single & has(donor, "-Viability")


def drawn(donor: Simulation, *names: str) -> NDArray[np.bool_]:
    """Tell which events are live cells of a population whose name starts so."""
    known = np.array([population.name.startswith(names) for population in POPULATIONS], dtype=np.bool_)
    return np.asarray((donor.kind == "cell") & known[donor.population])


def agree(gated: NDArray[np.bool_], truth: NDArray[np.bool_]) -> bool:
    """Tell whether two choices of events share all but a few in a hundred of them."""
    return bool((gated ^ truth).sum() < 0.05 * truth.sum())


def test_scatter_and_viability_find_the_live_cells(donor: Simulation) -> None:
    """Debris, doublets and dead cells are gated out."""
    assert np.mean(live_cells(donor) == (donor.kind == "cell")) > 0.995


@pytest.mark.parametrize(
    ("name", "markers"),
    [
        ("B", ["-CD3", "CD19"]),
        ("NK", ["-CD3", "-CD19", "CD56"]),
        ("Monocyte", ["-CD3", "-CD19", "-CD56", "HLA-DR"]),
        ("gd T", ["CD3", "TCRgd"]),
        ("CD4", ["CD3", "CD4", "-CD8", "-CD25"]),
        ("Treg", ["CD3", "CD4", "-CD8", "CD25", "-CD127"]),
        ("CD8", ["CD3", "CD8", "-CD4"]),
        ("CD8 naive", ["CD3", "CD8", "CD45RA", "CCR7"]),
        ("CD8 CM", ["CD3", "CD8", "-CD45RA", "CCR7"]),
        ("CD8 EM", ["CD3", "CD8", "-CD45RA", "-CCR7"]),
        ("CD8 TEMRA", ["CD3", "CD8", "CD45RA", "-CCR7"]),
        ("CD4 naive", ["CD3", "CD4", "CD45RA", "CCR7", "-CD25"]),
    ],
)
def test_thresholds_find_a_population(donor: Simulation, name: str, markers: list[str]) -> None:
    """Gating by the thresholds gives the events that were drawn from the population."""
    assert agree(live_cells(donor) & has(donor, *markers), drawn(donor, name))


@pytest.mark.parametrize("age_group", AGE_GROUPS)
def test_gated_ratio_is_that_of_the_mixture(age_group: AgeGroup) -> None:
    """Over some donors, CD4 to CD8 is what the shares of the populations say."""
    share = {population.name: getattr(population, age_group) for population in POPULATIONS}
    helpers = sum(share[name] for name in share if name.startswith(("CD4", "Treg")))
    expected = helpers / sum(share[name] for name in share if name.startswith("CD8"))
    ratios = []
    for seed in range(8):
        donor = simulate(age_group, 5000, np.random.default_rng(seed))
        live = live_cells(donor)
        ratios.append((live & has(donor, "CD3", "CD4", "-CD8")).sum() / (live & has(donor, "CD3", "CD8", "-CD4")).sum())
    assert np.mean(ratios) == pytest.approx(expected, rel=0.1)
    assert np.std(ratios) > 0.02


def test_old_donors_differ() -> None:
    """They have fewer naive CD8 T cells."""
    young, old = (simulate(age_group, 5000, np.random.default_rng(3)) for age_group in AGE_GROUPS)
    naive = ["CD3", "CD8", "CD45RA", "CCR7"]
    assert has(young, *naive).sum() > 2 * has(old, *naive).sum()


def test_files_are_those_of_a_cytometer(tmp_path: Path) -> None:
    """20 channels with markers, time that rises, keywords, an identity for spillover, some saturated events."""
    paths = write_panel(tmp_path / "new", files=3, events=5000)
    assert [path.name for path in paths] == ["donor-1-young.fcs", "donor-2-young.fcs", "donor-3-old.fcs"]
    data = flowio.FlowData(paths[2])
    assert (data.channel_count, data.event_count) == (20, 5000)
    assert data.text["tube name"] == "T cells 3"
    assert data.text["spillover"].startswith("16,BUV395-A,")
    events = read_events(paths[2])
    assert events.channels == CHANNELS
    assert np.array_equal(events.values, data.as_array())
    assert np.all(np.diff(events.column("Time")) >= 0)
    assert 15 < events.column("Time").max() <= 20
    assert 1 < (events.values == 4_194_303).sum() < 50
    assert events.values.max() == 4_194_303
    negative = events.column("APC-A")[events.column("APC-A") < 6000]
    assert abs(np.median(negative)) < 300


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """A panel is made anew as it was; another seed gives another."""
    first, again, other = (
        [path.read_bytes() for path in write_panel(tmp_path / name, files=2, events=50, seed=seed)]
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    assert first == again
    assert first[0] != first[1]
    assert first != other
