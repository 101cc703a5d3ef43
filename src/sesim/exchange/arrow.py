"""The event log as an Arrow table, from which Polars, DuckDB and others read without a copy."""

from typing import TYPE_CHECKING

import pandas as pd

from sesim.exchange.rows import checked

if TYPE_CHECKING:
    import pyarrow as pa


def to_arrow(events: pd.DataFrame) -> "pa.Table":
    """Return an event log as an Arrow table; words are dictionaries, and what is missing is null.

    Args:
        events: the log.

    Raises:
        ValueError: it is no event log.

    Example:
        >>> import sesim
        >>> study = sesim.load_study("programmes=vetlanda replications=1 end=2012-06-30")
        >>> table = sesim.exchange.to_arrow(sesim.run(study).events)
        >>> table.column_names[:4], table.num_rows > 0
        (['replication', 'programme', 'participant', 'time'], True)
    """
    import pyarrow as pa

    return pa.Table.from_pandas(checked(events), preserve_index=False)
