"""Types of fields that several records have: a share, a length in months, a day, a name."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from sesim import messages

Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Months = Annotated[float, Field(strict=True, ge=0.1, le=480)]
Weeks = Annotated[float, Field(strict=True, ge=0.5, le=2080)]

WEEKS_PER_MONTH = 365.25 / 7 / 12
"""Length of a mean month, in weeks."""

EARLIEST, LATEST = 1900, 2200


def _written_date(value: object) -> object:
    """Refuse numbers, which pydantic would take for seconds since 1970."""
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError(f"a date is written as 2017-06-30 (got {messages.value(value)})")  # noqa: TRY004 - pydantic reports it
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError(
            f"a date is written as 2017-06-30 (got {messages.value(value)}: {error})"
        ) from None
    if not EARLIEST <= found.year < LATEST:
        raise ValueError(f"a date must be from {EARLIEST} to {LATEST - 1} (got {found})")
    return found


Day = Annotated[date, BeforeValidator(_written_date)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
