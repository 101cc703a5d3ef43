"""Override texts such as `seed=7`: made readable for Hydra, and told apart."""

import re
from collections.abc import Collection, Sequence

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.errors import HydraException

# A path is one text, whatever stands in it; elsewhere commas and brackets have a meaning.
PATHS = ("output", "parameters.draws", "calibration.targets")

# A run of letters that Hydra's grammar has no word for, such as Gnosjö, between marks that
# it knows. Quoting it makes it a plain text.
FOREIGN = re.compile(r"""[^\s\[\]{}(),:='"$]*[^\x00-\x7f][^\[\]{}(),:='"$]*""")


def readable(text: str) -> str:
    """Quote what Hydra's grammar could not read otherwise: paths and letters such as å, ä, ö.

    >>> readable("programmes=[gnosjö,eksjo]")
    "programmes=['gnosjö',eksjo]"
    >>> readable("output=körning 3, ny")
    "output='körning 3, ny'"
    """
    key, equals, value = text.partition("=")
    if not equals or value[:1] in ("'", '"'):
        return text
    if key.lstrip("+") in PATHS:
        return text if value in ("", "null") else f"{key}={quoted(value)}"
    if value.isascii() or "'" in value or '"' in value:
        return text
    return f"{key}=" + FOREIGN.sub(lambda found: quoted(found[0]), value)


def quoted(text: str) -> str:
    """Return a text as Hydra's grammar quotes it."""
    # A backslash is only special before a quotation mark, or at the end.
    escaped = re.sub(r"(\\*)('|$)", lambda m: m[1] * 2 + ("\\'" if m[2] else ""), text)
    return f"'{escaped}'"


def parse(texts: Sequence[str], problems: list[str]) -> list[Override]:
    """Return the overrides that can be read; what is wrong with the others goes to `problems`."""
    parser = OverridesParser.create()
    overrides = []
    for text in texts:
        try:
            overrides += parser.parse_overrides([readable(text)])
        except HydraException:
            problems.append(_unreadable(text))
            continue
        if not overrides[-1].key_or_group:
            overrides.pop()
            problems.append(f"{text}: should have the form key=value")
    return overrides


def _unreadable(text: str) -> str:
    if "=" not in text and not text.startswith("~"):
        return f"{text}: should have the form key=value"
    return (
        f"{text}: cannot be read; a list is written [a,b] without spaces, and a text with "
        """other signs stands in two kinds of quotation marks: 'key="one, two"'"""
    )


def addresses_group(override: Override, groups: Collection[str]) -> bool:
    """Whether an override chooses a file of a group, such as `scenario=baseline`."""
    key = override.key_or_group
    return override.package is not None or key in groups or key.startswith("hydra/")


def forced(override: Override, groups: Collection[str]) -> str:
    """Return an override's text, so that a key Hydra does not know is not refused by it.

    Our own validation refuses it then, together with everything else that is wrong.
    """
    text = override.input_line or ""
    plain = override.type is OverrideType.CHANGE and not override.is_sweep_override()
    ours = not override.key_or_group.startswith("hydra.")
    return f"++{text}" if plain and ours and not addresses_group(override, groups) else text
