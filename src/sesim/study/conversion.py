"""Files of users in the format of an earlier version, and how they become files of this one.

Format 1 is that of sesim 0.1 and 0.2. A file is changed as text, so that its comments stay.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import yaml

from sesim.study.file_format import FORMAT
from sesim.study.parameters import register
from sesim.study.programme import Aim

LAST_OF_FORMAT_1 = "0.2"
"""The last version that reads format 1."""

MOSTLY_JOBS, MOSTLY_PLACEMENTS = 0.45, 0.85
"""Shares of contacts that asked for a placement: below the first a programme aims at jobs, above
the second at placements, and between them at both."""

_HEAD = re.compile(r"\A((?:[ \t]*#[^\n]*\n|[ \t]*\n|---[^\n]*\n)*)")
_SHARE = re.compile(r"(?<![\w.])(?P<key>first_share)(?P<between>\s*:\s*)(?P<share>[^\s,}#]+)")
_TARGET = re.compile(
    r"(?<![\w.])placement\.(?P<key>first_share)(?P<between>(?![\w.]).*?set\s*:\s*)"
    r"(?P<share>[^\s,}#]+)"
)


@dataclass(slots=True)
class Converted:
    """What became of a file.

    Attributes:
        text: the file in the present format.
        changes: what was changed, one line for each.
        problems: what the present format cannot say, one line for each; then `text` is of no use.
    """

    text: str
    changes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def converted(text: str) -> Converted:
    """Return the text of a programme or a scenario in the present format.

    A file that needs no change is returned as it is.

    Args:
        text: a YAML mapping that is safe to load.
    """
    plain = yaml.safe_load(text)
    found = Converted(text)
    if isinstance(plain, Mapping) and {"replications", "scenario"} <= plain.keys():
        found.problems.append(
            "is the whole study of a result folder, which its version makes again"
        )
        return found
    if not isinstance(plain, Mapping) or not ({"posts", "placement", "changes"} & plain.keys()):
        found.problems.append("is neither a programme nor a scenario")
        return found
    if plain.get("format") == FORMAT:
        return found
    found.problems += _lost(plain)
    found.text = _SHARE.sub(partial(_aimed, found=found), found.text)
    found.text = _TARGET.sub(partial(_aimed, found=found), found.text)
    found.text = re.sub(r"^format\s*:.*\n", "", found.text, flags=re.MULTILINE)
    found.text = _HEAD.sub(rf"\g<1>format: {FORMAT}\n", found.text, count=1)
    found.changes.append(f"format: {FORMAT}")
    return found


def aim_of(share: float) -> Aim:
    """Return what a programme aims at, from the share of its contacts that asked for a placement.

    >>> aim_of(0.7).value
    'mixed'
    """
    if share < MOSTLY_JOBS:
        return Aim.JOBS
    return Aim.PLACEMENTS if share > MOSTLY_PLACEMENTS else Aim.MIXED


def _aimed(match: re.Match[str], found: Converted) -> str:
    """Return the text for a share of placements, and note what was done."""
    share = match["share"]
    try:
        aim = aim_of(float(share))
    except ValueError:
        found.problems.append(f"first_share: should be a number (got {share})")
        return match[0]
    found.changes.append(f"placement.first_share {share} became placement.aim {aim}")
    before = match[0].partition(match["key"])[0]
    return f"{before}aim{match['between']}{aim}"


def _lost(plain: Mapping[str, Any]) -> Iterator[str]:
    """Yield one line for each change of a scenario that the present format cannot say."""
    changes = plain.get("changes")
    for i, change in enumerate(changes if isinstance(changes, list) else []):
        target = change.get("target") if isinstance(change, Mapping) else None
        if not isinstance(target, str):
            continue
        if target == "placement.first_share" and "set" not in change:
            yield f"changes.{i}: {target}: cannot be scaled any more; set placement.aim instead"
        area, _, name = target.partition(".")
        if area == "parameters" and name not in register():
            yield (
                f"changes.{i}: {target}: is no parameter of this model; sesim "
                f"{LAST_OF_FORMAT_1} can run it"
            )
