"""Names and titles: one line of text that is what it looks like wherever it is shown."""

from pydantic import AfterValidator

from sesim import messages

FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def _plain_line(text: str) -> str:
    """Refuse a text that would be another one on a page or in a spreadsheet than it looks."""
    if any(map(messages.is_unseen, text)):
        raise ValueError(
            f"holds a character that cannot be seen (got {messages.value(text)}); write it anew"
        )
    if text.lstrip().startswith(FORMULA):
        signs = " ".join(FORMULA)
        raise ValueError(
            f"should not begin with {signs}, as formulas do (got {messages.value(text)})"
        )
    return text


def unfit_name(name: str) -> list[str]:
    """Return why a programme cannot be called so, if it cannot."""
    try:
        _plain_line(name)
    except ValueError as error:
        return [f"{name}: the name of a programme {error}"]
    return []


LINE = AfterValidator(_plain_line)
"""Of a name or title: one line, of which every character is seen."""
