"""What is known of an export, as `uns` of an AnnData that `write_h5ad` can write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def unstructured(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return numbers and texts as they are, and all else as the text of its JSON: HDF5 holds no lists of objects.

    What is None is left out, and `/` in a key is `|`: HDF5 takes it for a path.
    """
    plain = (str, int, float, bool)
    return {
        key.replace("/", "|"): value if isinstance(value, plain) else json.dumps(value, default=str)
        for key, value in provenance.items()
        if value is not None
    }
