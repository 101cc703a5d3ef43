"""The templates of pages, and what pages are called; nothing here draws."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

REPORT = "report"


def file_name(code: str, stem: str = REPORT, suffix: str = "html") -> str:
    """Return the name of the page in a language, or of what belongs to it."""
    return f"{stem}.{code}.{suffix}"


@cache
def environment() -> Environment:
    """Return the environment in which every template is read; what is shown is escaped."""
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(text_in),
    )


def text_in(name: str) -> str:
    """Return a file that pages are made of, by its path in `report/`."""
    return files("sesim.report").joinpath(name).read_text(encoding="utf-8")
