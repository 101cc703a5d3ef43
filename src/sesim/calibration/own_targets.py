"""Own counts as figures of a calibration, and figures that the prior is fitted to already."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sesim.calibration.targets import COUNTS, OWN_SOURCE, Target, TargetRole
from sesim.runs.draws import Draws
from sesim.runs.published import CountsOf, counts_of
from sesim.study import Study, StudyError
from sesim.study.parameters import Grade

OWN_PAGE = "observed in the programme's file"


class Chosen(NamedTuple):
    """The figures of a calibration.

    Attributes:
        rows: those that are used.
        used: programmes whose figures are left out, since the prior is fitted to them.
    """

    rows: list[Target]
    used: list[str]


def chosen(rows: Iterable[Target], study: Study, draws: Draws | None, where: str) -> Chosen:
    """Return the figures of a file, and the own counts of programmes that it does not name.

    Args:
        rows: the figures of the file.
        study: what is simulated.
        draws: the prior, if draws are it; figures of programmes that they are fitted to are left
            out, except those that are validated on programmes of the study.
        where: the setting that names the file, for messages.

    Raises:
        StudyError: own counts cannot be fitted, or no count is left.
    """
    rows = list(rows)
    named = {row.programme for row in rows}
    rows += [one for name in study.programmes if name not in named for one in _own(study, name)]
    if draws is None:
        return Chosen(rows, [])
    known = {str(column).rpartition(".")[0] for column in draws.table.columns} - {""}
    kept = [
        row
        for row in rows
        if row.programme not in known
        or (row.role is TargetRole.VALIDATE and row.programme in study.programmes)
    ]
    used = list(dict.fromkeys(row.programme for row in rows if row.programme in known))
    if not any(row.role is TargetRole.FIT for row in kept):
        raise StudyError(
            [
                f"{where}: the prior is fitted to all of these counts already, and no count may "
                "be used twice; add a programme of your own with counts (observed in its file)"
            ]
        )
    return Chosen(kept, used)


def _own(study: Study, name: str) -> Iterator[Target]:
    """Yield the own counts in a programme's file, if it has any, from its first day on."""
    programme, start = study.programmes[name], study.settings.start
    counts = programme.observed
    if counts is None or counts_of(study).get(name) is not CountsOf.OWN:
        return
    if programme.since < start:
        raise StudyError(
            [
                f"{name}.observed: counts begin on the programme's first day, {programme.since}, "
                f"and the study on {start}; set start={programme.since}, or {name}.observed=null"
            ]
        )
    for quantity in COUNTS:
        yield Target(
            programme=name,
            quantity=quantity,
            value=getattr(counts, quantity),
            value_high=None,
            denominator=None if quantity == COUNTS[0] else counts.participants,
            window_start=date.fromisoformat(str(programme.since)),
            window_end=date.fromisoformat(str(counts.until)),
            source=OWN_SOURCE,
            page=OWN_PAGE,
            quality=Grade.MEDIUM,
            role=TargetRole.FIT,
        )
