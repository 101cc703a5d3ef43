"""The comparisons of a sweep on the terminal: which places it is about."""

from itertools import product

import pandas as pd
import pytest

from sesim.report.terminal.contrasts import contrast_table

TITLES = {name: name.capitalize() for name in ("aneby", "eksjo", "nassjo", "tranas", "vetlanda")}


def comparison(*places: str) -> pd.DataFrame:
    """Two scenarios and two outcomes in some places; each difference is the place's number."""
    scenarios = ("early", "late")
    rows = [
        {"scenario": scenario, "programme": place, "outcome": outcome, "mean": number}
        for scenario, (number, place), outcome in product(
            scenarios, enumerate(places), ("employed", "ongoing")
        )
    ]
    table = pd.DataFrame(rows).assign(
        group="all", unit="persons", baseline=0.0, low=0.0, high=1.0, probability_better=0.5,
        replications=40, compared_with="baseline", effect_low=0.0, effect_high=1.0,
    )  # fmt: skip
    return table.assign(difference=table["mean"])


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        (["vetlanda", "hoglandet", "county"], []),
        (["eksjo", "vetlanda", "hoglandet", "county"], ["Eksjo", "Vetlanda", "All together"]),
        (
            ["aneby", "eksjo", "nassjo", "tranas", "hoglandet", "county"],
            ["Aneby", "Eksjo", "Nassjo", "Tranas", "All together"],
        ),
        ([*TITLES, "hoglandet", "county"], []),
        (["eksjo", "vetlanda", "elsewhere", "county"], ["Eksjo", "Vetlanda", "All together"]),
    ],
)
def test_each_town_that_was_asked_for_has_its_rows(places: list[str], shown: list[str]) -> None:
    """Up to four of them, and then all together; a single place is in the heading alone."""
    text = contrast_table(comparison(*places), TITLES, "these days", 0.9)

    lines = [line for line in text.splitlines() if " -> " in line and "before -> after" not in line]
    rows = [line.split("  ")[1] for line in lines]
    expected = [f"{place}: {one}" for place in shown for one in ("early", "late")]
    assert rows == (expected or ["early", "late"])


def test_a_row_is_about_its_place() -> None:
    table = comparison("eksjo", "vetlanda", "hoglandet", "county")
    lines = contrast_table(table, TITLES, "these days", 0.9).splitlines()

    assert lines[0] == "Eksjo, Vetlanda, All together, these days"
    [row] = [line for line in lines if "Vetlanda: late" in line]
    assert row.split()[2:6] == ["0.0", "->", "1.0", "+1.0"]


def test_a_single_programme_is_named_once() -> None:
    text = contrast_table(comparison("vetlanda", "hoglandet", "county"), TITLES, "these days", 0.9)

    assert text.splitlines()[0] == "Vetlanda, these days"
    assert "Höglandet" not in text


def test_the_note_names_what_the_effect_covers() -> None:
    table = comparison("county")
    plain = " ".join(contrast_table(table, TITLES, "these days", 0.9).split())
    drawn = " ".join(contrast_table(table, TITLES, "these days", 0.9, future=True).split())

    assert "the effect (parameter uncertainty, chance averaged out)" in plain
    assert "(parameter uncertainty and the drawn future, chance averaged out)" in drawn
