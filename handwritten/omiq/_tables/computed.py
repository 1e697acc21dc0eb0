"""Telling columns that OMIQ has computed from channels, and embeddings among these (`export-files`).

What is exported does not say which is which. OMIQ's own columns have names in lower case, of words joined by `_` or `-`
(`umap_1`, `fsom_metaclust_elbow`, `peacoqc-passed`), and no marker; a name such as `fsc-a` ends as a channel's does.
`FL1_1` is a channel, as it has capitals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from .layout import Column

_COMPUTED: Final = re.compile(r"(?!.*-[ahw]$)[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_COORDINATE: Final = re.compile(r"(.+)_([1-9][0-9]*)")


def is_computed(column: Column, cofactors: Mapping[str, float]) -> bool:
    """Tell whether a column is computed: what is scaled by a cofactor or bears a marker was measured."""
    measured = column.kind != "number" or column.marker or column.primary in cofactors
    return not measured and _COMPUTED.fullmatch(column.primary) is not None


def embeddings(columns: Iterable[Column]) -> dict[str, list[str]]:
    """Return the names of the columns of each embedding, in order: `umap_1`, `umap_2` are `umap`.

    An embedding has two columns at least, which count from 1 and leave out none.
    """
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for column in columns:
        if match := _COORDINATE.fullmatch(column.primary):
            found[match[1]].setdefault(int(match[2]), column.name)
    return {
        name: [places[place] for place in sorted(places)]
        for name, places in found.items()
        if len(places) > 1 and set(places) == set(range(1, len(places) + 1))
    }
