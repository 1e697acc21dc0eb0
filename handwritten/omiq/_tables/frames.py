"""The events of exported files as one table in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._extras import extra
from .described import Described

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


def to_polars(described: Described) -> polars.DataFrame:
    """Read the events into a polars table."""
    with extra("polars"):
        import polars

        from .reading import Table
    table = Table(described)
    whole = polars.concat(list(table.blocks()))
    return whole.with_columns(polars.col(table.texts).cast(polars.Categorical))


def to_pandas(described: Described) -> pandas.DataFrame:
    """Read the events into a pandas table."""
    with extra("pandas"):
        import pandas  # noqa: F401
        import polars  # noqa: F401
        import pyarrow  # noqa: F401
    return to_polars(described).to_pandas()


def to_arrow(described: Described) -> pyarrow.Table:
    """Read the events into an Arrow table."""
    with extra("arrow"):
        import polars  # noqa: F401
        import pyarrow  # noqa: F401
    return to_polars(described).to_arrow()
