"""Override texts such as `seed=7`: quoted so that Hydra can read them, parsed and classified."""

import re
from collections.abc import Collection, Iterator, Sequence

from hydra.core.config_loader import ConfigLoader
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.errors import HydraException

from sesim.messages import LONGEST_VALUE, shortened
from sesim.study import Settings
from sesim.study.meant import as_key, known_name, meant_number

# A path is one text, even with commas and brackets, which have a meaning elsewhere.
PATHS = ("output", "parameters.draws", "calibration.targets")

# Where Hydra would write files: results must go to the study's folder and nowhere else.
PLACES = (
    "hydra.run.dir",
    "hydra.sweep.dir",
    "hydra.sweep.subdir",
    "hydra.output_subdir",
    "hydra.job.chdir",
)

LONGEST = 20_000
"""Characters of an override; Hydra would take far too long to read more."""

DEEPEST = 20
"""Nested brackets in an override."""

# Keys whose values name programmes.
NAMING = ("programmes", "precision_programme", "sensitivity.programme")

WORD = re.compile(r"""[^\s\[\](),'"=]+""")

WHOLE = frozenset(
    [name for name, field in Settings.model_fields.items() if field.annotation is int] + ["budget"]
)
"""Keys whose value cannot be a decimal number."""

# A run of letters that Hydra's grammar does not know, such as Gnosjö, between marks that it
# does know. Quotation marks make it plain text.
FOREIGN = re.compile(r"""[^\s\[\]{}(),:='"$]*[^\x00-\x7f][^\[\]{}(),:='"$]*""")


def readable(text: str) -> str:
    """Quote what Hydra's grammar cannot read: paths and letters such as å, ä, ö.

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


def added_programmes(texts: Sequence[str]) -> Iterator[str]:
    """Yield the programmes that overrides add, such as `mytown` in `+programme@mytown=mytown`."""
    for text in texts:
        key = text.partition("=")[0].lstrip("+~")
        if key.startswith("programme@"):
            yield key.partition("@")[2].partition(":")[0]


def with_names(text: str, programmes: Collection[str]) -> str:
    """Return an override with programmes under their names, ignoring case and accents.

    >>> with_names("Sävsjö.back_heaviness=0.2", ["savsjo"])
    'savsjo.back_heaviness=0.2'
    >>> with_names("programmes=[SÄVSJÖ,all]", ["savsjo"])
    'programmes=[savsjo,all]'
    """
    key, equals, value = text.partition("=")
    plain = key.lstrip("+~")
    sign, (head, dot, rest) = key[: len(key) - len(plain)], plain.partition(".")
    if dot and head not in programmes and as_key(head) in programmes:
        key = f"{sign}{as_key(head)}{dot}{rest}"
    if plain in NAMING and len(value) <= LONGEST:
        value = WORD.sub(lambda found: known_name(found[0], programmes), value)
    return f"{key}{equals}{value}"


def parse(
    texts: Sequence[str], problems: list[str], loader: ConfigLoader | None = None
) -> list[Override]:
    """Return the overrides that can be read; add the errors of the others to `problems`.

    Args:
        texts: as typed.
        problems: errors are added to it.
        loader: knows the files that `glob` may refer to.
    """
    parser = OverridesParser.create(config_loader=loader)
    overrides = []
    for text in texts:
        if problem := _unfit(text):
            problems.append(problem)
            continue
        try:
            overrides += parser.parse_overrides([readable(text)])
        except (HydraException, RecursionError, ValueError):
            problems.append(_unreadable(text))
            continue
        if not overrides[-1].key_or_group:
            overrides.pop()
            problems.append(f"{_short(text)}: should have the form key=value")
        elif overrides[-1].key_or_group in PLACES:
            problems.append(
                f"{_short(text)}: has no effect here; set the folder with output=FOLDER"
            )
            overrides.pop()
    return overrides


def _unfit(text: str) -> str | None:
    """Return why a text is not parsed at all, if there is a reason."""
    if len(text) > LONGEST:
        return f"{_short(text)}: has {len(text):,} characters; at most {LONGEST:,} are read"
    deep = 0
    for sign in text:
        deep += (sign in "[{(") - (sign in ")}]")
        if deep > DEEPEST:
            return f"{_short(text)}: more than {DEEPEST} brackets inside one another"
    return None


def _short(text: str) -> str:
    return shortened(text, LONGEST_VALUE)


def several(override: Override) -> str:
    """Return the message about an override with several values where one run needs one."""
    text = override.input_line or ""
    key, _, values = text.partition("=")
    if decimal := decimal_of(override):
        return f"{text}: did you mean {key}={decimal}? (several values are run by sesim -m)"
    if "(" in values:
        return f"{_short(text)}: several values; sesim -m runs each in turn"
    return (
        f"{_short(text)}: several values; a list is {_short(key)}=[{_short(values)}], and "
        "sesim -m runs each in turn"
    )


def decimal_of(override: Override) -> str | None:
    """Return the decimal number that the user may mean by a sweep over two whole numbers.

    >>> decimal_of(parse(["vetlanda.back_heaviness=0,2"], [])[0])
    '0.2'
    """
    value = (override.input_line or "").partition("=")[2]
    key = override.key_or_group
    if key in WHOLE or not re.fullmatch(r"-?\d+,\d+", value):
        return None
    return meant_number(value)


def _unreadable(text: str) -> str:
    if "=" not in text and not text.startswith("~"):
        return f"{_short(text)}: should have the form key=value"
    return (
        f"{_short(text)}: cannot be read; write a list as [a,b] without spaces, and put text with "
        """other characters in two kinds of quotation marks: 'key="one, two"'"""
    )


def addresses_group(override: Override, groups: Collection[str]) -> bool:
    """Whether an override chooses a file of a group, such as `scenario=baseline`."""
    key = override.key_or_group
    return override.package is not None or key in groups or key.startswith("hydra/")


def forced(override: Override, groups: Collection[str]) -> str:
    """Return an override's text in a form in which Hydra accepts unknown keys.

    Our own validation then reports them together with all other errors.
    """
    text = override.input_line or ""
    plain = override.type is OverrideType.CHANGE and not override.is_sweep_override()
    ours = not override.key_or_group.startswith("hydra.")
    return f"++{text}" if plain and ours and not addresses_group(override, groups) else text
