"""Rows of goals: an outcome, a level, and how sure it should be."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from sesim.app.fields import (
    FieldGroup,
    FormSection,
    Given,
    InputField,
    number_of,
    read_into,
)
from sesim.report.text.language import N_, Language, capitalised
from sesim.report.text.outcomes import outcome_in_words

ROWS: Final = 3
AT_LEAST, AT_MOST = "at_least", "at_most"
DIRECTIONS: Final[Mapping[str, str]] = {AT_LEAST: N_("at least"), AT_MOST: N_("at most")}

OF_YEARS: Final = ("first_jobs", "jobs", "positive_exit_share")
ANY_TIME: Final = (
    "ongoing", "waiting", "in_work_at_end", "employed", "positive_exit_share",
    "employed_share", "waiting_weeks_mean", "caseload_per_fte",
)  # fmt: skip
SHARES: Final = ("positive_exit_share", "employed_share", "employed_per_referred")
"""Outcomes that a reader gives as people of 100."""

CERTAINTY: Final = 80.0
LARGEST: Final = 1e6


def outcomes(years: Sequence[int]) -> list[str]:
    """Return the outcomes that a form offers: those of each year, then those of the period."""
    return [*(f"{name}_{year}" for year in years for name in OF_YEARS), *ANY_TIME]


def section(
    goals: Sequence[Mapping[str, Any]],
    years: Sequence[int],
    say: Language,
    typed: Given,
    errors: Mapping[str, str],
    *,
    sure: bool,
) -> FormSection:
    """Return rows of goals.

    Args:
        goals: those there are, with `outcome`, and `at_least` or `at_most`.
        years: the full calendar years of the study.
        say: the language.
        typed: what stands in the fields instead, by name.
        errors: what is wrong with a row, by `goal-1` and so on.
        sure: whether to ask how sure each should be.
    """
    number = max(ROWS, len(goals) + 1)
    rows = [*goals, *({} for _ in range(number - len(goals)))]
    known = outcomes(years)
    known += [str(one["outcome"]) for one in goals if one["outcome"] not in known]
    options = (
        ("", say("none").plain),
        *((one, capitalised(outcome_in_words(say, one)).plain) for one in known),
    )
    return FormSection(
        say("Goals").plain,
        tuple(
            _row(place, row, options, say, typed, errors.get(f"goal-{place}", ""), sure=sure)
            for place, row in enumerate(rows, 1)
        ),
    )


def _row(
    place: int,
    row: Mapping[str, Any],
    options: tuple[tuple[str, str], ...],
    say: Language,
    typed: Given,
    error: str,
    *,
    sure: bool,
) -> FieldGroup:
    name = f"goal-{place}"
    outcome = str(row.get("outcome", ""))
    direction = AT_MOST if AT_MOST in row else AT_LEAST
    level = row.get(direction)
    if level is not None:
        level = say.exact(float(f"{100 * level:.10g}") if is_share(outcome) else float(level))
    parts = [
        InputField(
            f"{name}-outcome", say("What").plain, typed.get(f"{name}-outcome", outcome), "choice",
            options,
        ),
        InputField(
            f"{name}-direction", say("How").plain, typed.get(f"{name}-direction", direction),
            "choice", tuple((key, say(text).plain) for key, text in DIRECTIONS.items()),
        ),
        InputField(
            f"{name}-level", say("Level").plain, typed.get(f"{name}-level", level or ""), "number"
        ),
    ]  # fmt: skip
    if sure:
        certainty = 100 * float(row.get("certainty") or CERTAINTY / 100)
        parts.append(
            InputField(
                f"{name}-certainty",
                say("In at least so many of 100 simulated histories").plain,
                typed.get(f"{name}-certainty", say.exact(float(f"{certainty:.10g}"))),
                "number",
            )
        )
    return FieldGroup(name, say("Goal {number}", number=place).plain, tuple(parts), error=error)


def is_share(outcome: str) -> bool:
    """Whether readers give the level of an outcome as people of 100."""
    return any(outcome == one or outcome.startswith(f"{one}_") for one in SHARES)


def read_goals(
    typed: Given, say: Language, errors: dict[str, str], *, sure: bool
) -> list[dict[str, Any]]:
    """Return the goals of a form, with `outcome`, the level, and `certainty` if that was asked.

    Args:
        typed: what came back.
        say: the language.
        errors: receives what is wrong, by row.
        sure: whether the form asks how sure each should be.
    """
    return list(_read(typed, say, errors, sure=sure))


def _read(
    typed: Given, say: Language, errors: dict[str, str], *, sure: bool
) -> Iterator[dict[str, Any]]:
    seen = set()
    place = 0
    while f"goal-{(place := place + 1)}-outcome" in typed:
        name = f"goal-{place}"
        outcome = typed[f"{name}-outcome"]
        if not outcome:
            continue
        if outcome in seen:
            errors[name] = say("the same outcome stands in another row")
        seen.add(outcome)
        text = typed.get(f"{name}-level", "")
        most = 100.0 if is_share(outcome) else LARGEST
        level = read_into(errors, name, partial(number_of, text, say, 0.0, most), 0.0)
        direction = AT_MOST if typed.get(f"{name}-direction") == AT_MOST else AT_LEAST
        goal = {
            "outcome": outcome,
            direction: round(level / 100, 6) if is_share(outcome) else level,
        }
        if sure:
            text = typed.get(f"{name}-certainty", "")
            found = read_into(errors, name, partial(number_of, text, say, 1.0, 99.0), CERTAINTY)
            goal["certainty"] = round(found / 100, 6)
        yield goal
