"""The table of benchmarks: ratios with their goals, beside those of an earlier run."""

import csv
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

TOLERANCE = 0.2
"""A ratio has moved if it is more than this share above the earlier one, or as far below it."""

HEADS = ("measure", "ratio", "goal", "", "moved", "n", "anchor")
COLUMNS = ("benchmark", "measure", "ratio", "goal", "anchor", "repeats", "measured")
DIGITS = 3

MISSED = "MISSED"
NEW = "new"


class Goal(NamedTuple):
    """What a ratio should be at most, or at least."""

    limit: float
    least: bool = False

    def met(self, ratio: float) -> bool:
        """Return whether a ratio is as it should be; one that is not a number never is."""
        return ratio >= self.limit if self.least else ratio <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:g}"


def at_most(limit: float) -> Goal:
    """Return the goal that a ratio is no larger than this."""
    return Goal(limit)


def at_least(limit: float) -> Goal:
    """Return the goal that a ratio is no smaller than this."""
    return Goal(limit, least=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a benchmark.

    Attributes:
        measure: what was measured.
        ratio: how many times the anchor it is.
        anchor: what was measured in the same run for comparison.
        repeats: number of measurements, of which the ratio is the median.
        goal: what the ratio should be, if there is a goal.
        steady: whether it is worth comparing with an earlier run; a figure that only has to stay
            below some bound is not.
    """

    measure: str
    ratio: float
    anchor: str
    repeats: int
    goal: Goal | None = None
    steady: bool = True

    @property
    def missed(self) -> bool:
        """Return whether there is a goal that the ratio does not meet."""
        return self.goal is not None and not self.goal.met(self.ratio)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a benchmark found.

    Attributes:
        rows: its figures.
        detail: rows of a table of its own, which is kept as `NAME.csv` beside the baseline.
        note: a sentence about what could not be measured.
    """

    rows: Sequence[Row]
    detail: Sequence[Mapping[str, object]] = field(default=())
    note: str = ""


class Baseline:
    """The ratios of earlier runs, by benchmark and measure.

    Args:
        rows: cells by the names in `COLUMNS`.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self._rows = {(row["benchmark"], row["measure"]): dict(row) for row in rows}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the baseline of a file; an empty one if there is none."""
        if not path.exists():
            return cls()
        with path.open(encoding="utf-8", newline="") as file:
            return cls(csv.DictReader(file))

    def moved(self, benchmark: str, row: Row) -> str:
        """Return by how much a ratio differs from the earlier one, if by more than the tolerance.

        Raises:
            ValueError: the earlier ratio is not a number above zero.
        """
        if not row.steady:
            return ""
        earlier = self._rows.get((benchmark, row.measure))
        if earlier is None:
            return NEW
        times = row.ratio / float(earlier["ratio"])
        return "" if 1 / (1 + TOLERANCE) <= times <= 1 + TOLERANCE else f"{times - 1:+.0%}"

    def replaced(self, found: Mapping[str, Measured], today: datetime.date) -> Self:
        """Return the baseline with the rows of some benchmarks instead of their earlier ones."""
        kept = [row for (benchmark, _), row in self._rows.items() if benchmark not in found]
        new = [cells(benchmark, row, today) for benchmark, one in found.items() for row in one.rows]
        return type(self)([*kept, *new])

    def write(self, path: Path, order: Sequence[str]) -> None:
        """Write the rows, in the order of the benchmarks; those of others are left out."""
        rows = sorted(
            (row for row in self._rows.values() if row["benchmark"] in order),
            key=lambda row: order.index(row["benchmark"]),
        )
        write(rows, path)


def cells(benchmark: str, row: Row, today: datetime.date) -> dict[str, str]:
    """Return a row as it is stored."""
    values = (
        benchmark,
        row.measure,
        f"{row.ratio:.{DIGITS}g}",
        str(row.goal or ""),
        row.anchor,
        str(row.repeats),
        today.isoformat(),
    )
    return dict(zip(COLUMNS, values, strict=True))


def write(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def shown(found: Mapping[str, Measured], baseline: Baseline) -> str:
    """Return the table as text, the rows of each benchmark below its name."""
    lines: list[tuple[str, ...]] = [HEADS]
    for benchmark, one in found.items():
        lines.append((benchmark,))
        for row in one.rows:
            goal, missed = str(row.goal or "–"), MISSED if row.missed else ""
            moved = baseline.moved(benchmark, row)
            ratio = f"{row.ratio:.{DIGITS}g}"
            lines.append(
                (f"  {row.measure}", ratio, goal, missed, moved, str(row.repeats), row.anchor)
            )
    whole = [line for line in lines if len(line) > 1]
    widths = [max(len(line[i]) for line in whole) for i in range(len(HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)).rstrip()
        for line in lines
    )


def summary(found: Mapping[str, Measured], baseline: Baseline) -> str:
    """Return how many goals are met, and how many figures have moved."""
    rows = [(benchmark, row) for benchmark, one in found.items() for row in one.rows]
    missed = [row.measure for _, row in rows if row.missed]
    moved = [row.measure for name, row in rows if baseline.moved(name, row) not in ("", NEW)]
    goals = sum(row.goal is not None for _, row in rows)
    sentences = [one.note for one in found.values() if one.note]
    sentences.append(f"{goals - len(missed)} of {goals} goals are met.")
    sentences += [f"Missed: {', '.join(missed)}."] if missed else []
    sentences.append(
        f"Moved by more than {TOLERANCE:.0%} since the baseline: {', '.join(moved) or 'nothing'}."
    )
    return "\n".join(sentences)


def exit_status(found: Mapping[str, Measured]) -> int:
    """Return 1 if a goal is missed; a figure that has only moved is no failure."""
    return int(any(row.missed for one in found.values() for row in one.rows))
