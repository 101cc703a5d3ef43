"""Names and titles: one line of text that looks the same wherever it is shown."""

from pydantic import AfterValidator

from sesim import messages

FORMULA = ("=", "+", "-", "@")
"""Characters that begin a formula in a spreadsheet."""


def _plain_line(text: str) -> str:
    """Refuse a text that would look different on a page or in a spreadsheet."""
    if any(map(messages.is_unseen, text)):
        raise ValueError(
            f"holds an invisible character (got {messages.value(text)}); type it again"
        )
    if text.lstrip().startswith(FORMULA):
        signs = " ".join(FORMULA)
        raise ValueError(
            f"should not begin with {signs}, as formulas do (got {messages.value(text)})"
        )
    return text


def unfit_name(name: str) -> list[str]:
    """Return why a programme cannot have this name, if it cannot."""
    try:
        _plain_line(name)
    except ValueError as error:
        return [f"{name}: the name of a programme {error}"]
    return []


LINE = AfterValidator(_plain_line)
"""Check of a name or title: one line, with every character visible."""
