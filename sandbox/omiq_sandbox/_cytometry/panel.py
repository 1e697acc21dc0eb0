"""A made T-cell panel: files of a mixture of cell populations that look as a spectral cytometer's unmixed ones do.

Nobody's cells were measured for it. Each file is one donor, young or old: the old have fewer naive and more terminally
differentiated CD8 T cells, and more PD-1 and TIGIT. The same seed gives the same events.

`THRESHOLDS` says where to split each marker, in arcsinh-scaled values of cofactor 6000; `DEBRIS_BELOW` (FSC-A) and
`SINGLETS_ABOVE` (FSC-H / FSC-A) do so for cells and for single ones, in raw values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .channels import Channel
from .fcs_writer import write_fcs

AgeGroup: TypeAlias = Literal["young", "old"]
Floats: TypeAlias = NDArray[np.float64]

_COFACTOR: Final = 6000.0
_LARGEST: Final = 4_194_303.0  # where the detectors saturate


@dataclass(frozen=True, slots=True)
class _Stain:
    """A fluorochrome and its antibody's marker.

    `peak` is where the positive cells lie and `threshold` where to split, both arcsinh-scaled; `width` is the standard
    deviation of the positive cells' logarithm.
    """

    channel: str
    marker: str
    peak: float
    threshold: float
    width: float


_STAINS: Final = (
    _Stain("BUV395-A", "CD45RA", 3.0, 1.2, 0.50),
    _Stain("BUV496-A", "CD4", 3.3, 1.4, 0.26),
    _Stain("BUV737-A", "CD28", 2.6, 1.0, 0.45),
    _Stain("BV421-A", "CCR7", 2.5, 1.0, 0.50),
    _Stain("BV510-A", "Viability", 3.9, 1.6, 0.50),
    _Stain("BV605-A", "CD127", 2.2, 0.9, 0.42),
    _Stain("BV711-A", "CD25", 2.1, 0.9, 0.42),
    _Stain("BV785-A", "CD8", 3.9, 1.6, 0.30),
    _Stain("FITC-A", "TCRgd", 3.0, 1.2, 0.40),
    _Stain("PerCP-Cy5.5-A", "CD56", 2.8, 1.0, 0.55),
    _Stain("PE-A", "PD-1", 2.1, 0.9, 0.45),
    _Stain("PE-CF594-A", "CD57", 3.2, 1.0, 0.60),
    _Stain("PE-Cy7-A", "TIGIT", 2.3, 0.9, 0.50),
    _Stain("APC-A", "CD19", 3.5, 1.4, 0.32),
    _Stain("Alexa Fluor 700-A", "CD3", 3.0, 1.2, 0.26),
    _Stain("APC-Fire 750-A", "HLA-DR", 3.1, 1.0, 0.60),
)
_MARKERS: Final = tuple(stain.marker for stain in _STAINS)

CHANNELS: Final = (
    *(Channel(name) for name in ("Time", "FSC-A", "FSC-H", "SSC-A")),
    *(Channel(stain.channel, stain.marker) for stain in _STAINS),
)
THRESHOLDS: Final[Mapping[str, float]] = {stain.marker: stain.threshold for stain in _STAINS}
DEBRIS_BELOW: Final = 550_000.0
SINGLETS_ABOVE: Final = 0.68


@dataclass(frozen=True, slots=True)
class Population:
    """A kind of cell: its share of a young and of an old donor's cells, its scatter, and what share has each marker."""

    name: str
    young: float
    old: float
    positive: Mapping[str, float]
    forward: float = 1_150_000.0
    side: float = 420_000.0


_CD4: Final = {"CD3": 1.0, "CD4": 1.0}
_CD8: Final = {"CD3": 1.0, "CD8": 1.0}
POPULATIONS: Final = (
    Population("B", 0.10, 0.08, {"CD19": 1, "HLA-DR": 1, "CD45RA": 0.97, "CCR7": 0.6, "CD25": 0.05}),
    Population("NK", 0.10, 0.14, {"CD56": 1, "CD45RA": 0.95, "CD57": 0.5, "TIGIT": 0.5, "HLA-DR": 0.06}),
    Population("Monocyte", 0.14, 0.15, {"HLA-DR": 1, "CD45RA": 0.1}, 2_050_000, 1_300_000),
    Population("gd T", 0.04, 0.02, {"CD3": 1, "TCRgd": 1, "CD45RA": 0.4, "CD28": 0.4, "CD127": 0.6, "CD57": 0.2}),
    Population("CD4 naive", 0.18, 0.11, {**_CD4, "CD45RA": 1, "CCR7": 1, "CD28": 1, "CD127": 1, "TIGIT": 0.03}),
    Population("CD4 CM", 0.13, 0.16, {**_CD4, "CCR7": 1, "CD28": 1, "CD127": 0.97, "PD-1": 0.15, "TIGIT": 0.12}),
    Population("CD4 EM", 0.06, 0.09, {**_CD4, "CD28": 0.85, "CD127": 0.8, "PD-1": 0.45, "TIGIT": 0.3, "HLA-DR": 0.1}),
    Population("CD4 TEMRA", 0.005, 0.02, {**_CD4, "CD45RA": 1, "CD28": 0.2, "CD57": 0.7, "PD-1": 0.2}),
    Population("Treg", 0.025, 0.03, {**_CD4, "CD25": 1, "CD28": 1, "CCR7": 0.7, "TIGIT": 0.7, "CD45RA": 0.2}),
    Population("CD8 naive", 0.12, 0.03, {**_CD8, "CD45RA": 1, "CCR7": 1, "CD28": 1, "CD127": 1, "TIGIT": 0.05}),
    Population("CD8 CM", 0.03, 0.03, {**_CD8, "CCR7": 1, "CD28": 1, "CD127": 0.9, "PD-1": 0.25, "TIGIT": 0.3}),
    Population("CD8 EM", 0.05, 0.07, {**_CD8, "CD28": 0.5, "CD127": 0.5, "PD-1": 0.5, "TIGIT": 0.6, "HLA-DR": 0.15}),
    Population("CD8 TEMRA", 0.02, 0.07, {**_CD8, "CD45RA": 1, "CD28": 0.05, "CD57": 0.8, "PD-1": 0.2, "TIGIT": 0.6}),
)
_SHARES_OF_EVENTS: Final = {"cell": 0.84, "debris": 0.08, "dead": 0.04, "doublet": 0.04}


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """Events of one donor, and what each was drawn as.

    `values` is as stored in a file of `CHANNELS`, time in ticks; `kind` is cell, debris, dead or doublet;
    `population` is an index into `POPULATIONS`, which says nothing of debris.
    """

    values: Floats
    kind: NDArray[np.str_]
    population: NDArray[np.int64]


def write_panel(folder: Path, files: int = 8, events: int = 20_000, seed: int = 1) -> list[Path]:
    """Write `files` FCS files, the first half of them of young donors, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(1, files + 1):
        age_group: AgeGroup = "young" if 2 * number <= files + 1 else "old"
        paths.append(folder / f"donor-{number}-{age_group}.fcs")
        values = simulate(age_group, events, np.random.default_rng([seed, number])).values
        write_fcs(paths[-1], CHANNELS, values, _keywords(paths[-1].name, number, age_group))
    return paths


def simulate(age_group: AgeGroup, events: int, rng: np.random.Generator) -> Simulation:
    """Make the events of one donor, whose shares of the populations are the age group's, a little off."""
    shares = np.array([getattr(population, age_group) for population in POPULATIONS])
    shares = shares * rng.lognormal(0, 0.12, len(shares))
    population = rng.choice(len(POPULATIONS), events, p=shares / shares.sum())
    kind = rng.choice(list(_SHARES_OF_EVENTS), events, p=list(_SHARES_OF_EVENTS.values()))
    size = rng.lognormal(0, 0.11, events)  # of a cell: a large one scatters more, and takes up more of each stain
    stained = _stained(population, age_group, rng) * size[:, None]
    forward = np.array([cells.forward for cells in POPULATIONS])[population] * size * rng.lognormal(0, 0.07, events)
    side = np.array([cells.side for cells in POPULATIONS])[population] * size * rng.lognormal(0, 0.22, events)
    height = 0.8 * rng.normal(1, 0.035, events)
    _spoil(kind, stained, forward, side, height, rng)
    time = np.sort(rng.uniform(0, events / 250, events)) * 100  # in hundredths of a second, at 250 events a second
    fluorescence = stained + rng.normal(size=stained.shape) * _spread(stained)
    values = np.column_stack([np.floor(time), forward, height * forward, side, fluorescence])
    values[:, 1:] = np.minimum(values[:, 1:], _LARGEST)
    return Simulation(values, kind, population)


def _stained(population: NDArray[np.int64], age_group: AgeGroup, rng: np.random.Generator) -> Floats:
    """Give each cell of each marker none of the stain, or what a positive cell of this donor takes up."""
    share = np.array([[cells.positive.get(marker, 0.0) for marker in _MARKERS] for cells in POPULATIONS])
    if age_group == "old":
        tired = [_MARKERS.index("PD-1"), _MARKERS.index("TIGIT")]
        share[:, tired] = np.minimum(1, 1.3 * share[:, tired])
    peak = _COFACTOR * np.sinh([stain.peak for stain in _STAINS]) * rng.lognormal(0, 0.05, len(_STAINS))
    taken_up = peak * rng.lognormal(0, [stain.width for stain in _STAINS], (len(population), len(_STAINS)))
    return np.where(rng.random(taken_up.shape) < share[population], taken_up, 0)


def _spoil(
    kind: NDArray[np.str_], stained: Floats, forward: Floats, side: Floats, height: Floats, rng: np.random.Generator
) -> None:
    """Turn those of that kind into debris, dead cells, and doublets: two cells that passed as one."""
    debris, dead, doublet = (kind == name for name in ("debris", "dead", "doublet"))
    stained[debris] *= 0.05
    forward[debris] = 220_000 * rng.lognormal(0, 0.3, debris.sum())
    side[debris] = 110_000 * rng.lognormal(0, 0.5, debris.sum())
    stain = _STAINS[_MARKERS.index("Viability")]
    stained[dead] += rng.lognormal(7.2, 0.5, (dead.sum(), 1))  # they shine by themselves, and bind anything
    stained[dead, _MARKERS.index("Viability")] = (
        _COFACTOR * np.sinh(stain.peak) * rng.lognormal(0, stain.width, dead.sum())
    )
    forward[dead] *= 0.8
    side[dead] *= 1.5
    partner = rng.permutation(np.flatnonzero(kind == "cell"))[: doublet.sum()]
    stained[doublet] += stained[partner]
    height[doublet] *= rng.normal(0.62, 0.04, doublet.sum())
    forward[doublet] += forward[partner]
    side[doublet] += side[partner]


def _spread(stained: Floats) -> Floats:
    """Give the width of the noise: the detectors' own, and what unmixing adds beside a bright neighbour."""
    neighbours = np.zeros_like(stained)
    neighbours[:, 1:] += stained[:, :-1]
    neighbours[:, :-1] += stained[:, 1:]
    return np.sqrt(1000.0**2 + 15 * neighbours)


def _keywords(file_name: str, number: int, age_group: AgeGroup) -> dict[str, str]:
    hour = (9 + number // 6) % 24
    names = [stain.channel for stain in _STAINS]
    identity = ("1" if row == column else "0" for row in names for column in names)
    return {
        "$FIL": file_name,
        "$CYT": "Simulated spectral cytometer",
        "$COM": "Simulated events: nobody's cells were measured",
        "$SRC": f"Donor {number}",
        "$SMNO": str(number),
        "$DATE": "12-MAY-2025",
        "$BTIM": f"{hour:02}:{number % 6}5:00",
        "$ETIM": f"{hour:02}:{number % 6}6:20",
        "$TIMESTEP": "0.01",
        "$SPILLOVER": ",".join([str(len(names)), *names, *identity]),
        "TUBE NAME": f"T cells {number}",
        "AGE GROUP": age_group,
        **{f"$P{index}R": "4194304" for index in range(1, len(CHANNELS) + 1)},
    }
