"""The format of programme and scenario files: a mark that a file may carry, checked when read."""

from collections.abc import Mapping
from typing import Any

from pydantic import model_validator

from sesim import messages
from sesim.study.frozen import Frozen

FORMAT = 2
"""The present format; 1 was that of sesim 0.1 and 0.2."""


class Formatted(Frozen):
    """Something that users write in files of their own, which may say `format: 2`."""

    @model_validator(mode="before")
    @classmethod
    def _of_this_format(cls, data: Any) -> Any:
        """Refuse a file in another format, and leave the mark out: it is no value."""
        if not isinstance(data, Mapping) or "format" not in data:
            return data
        found = data["format"]
        if isinstance(found, bool) or found != FORMAT:
            later = isinstance(found, int) and not isinstance(found, bool) and found > FORMAT
            what = (
                "the file is for a later version of sesim"
                if later
                else "sesim-convert writes a file of an earlier version in this format"
            )
            raise ValueError(f"format should be {FORMAT} (got {messages.value(found)}): {what}")
        return {key: value for key, value in data.items() if key != "format"}
