"""The table for the terminal."""

from typing import Any

import pandas as pd
import pytest

from sesim.report.terminal.table import county_table


def summary(*rows: tuple[Any, ...], replications: int = 20) -> pd.DataFrame:
    """Rows of programme, outcome, mean, low, high, observed."""
    columns = ["programme", "outcome", "mean", "low", "high", "observed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(scenario="baseline", group="all", unit="", replications=replications)


def rows_of(programme: str, observed: float = float("nan")) -> list[tuple[Any, ...]]:
    return [
        (programme, "participants", 36.2, 28.4, 45.0, observed),
        (programme, "employed", 14.0, 10.0, 19.0, observed),
        (programme, "ongoing", 8.0, 5.0, 17.0, observed),
        (programme, "employed_share", 0.386, 0.28, 0.49, observed / 100),
    ]


def test_values_and_alignment(made: Any, settings: Any) -> None:
    lines = county_table(made.summary, settings["titles"]).splitlines()
    county = made.summary.query("programme == 'county' and group == 'all'").set_index("outcome")
    share = county.loc["employed_share"]

    names = [line[:12].strip() for line in lines[3:6]]
    assert names == ["Eksjö", "Sävsjö", "Gnosjö"]
    assert [line[:12].strip() for line in lines[7:10]] == ["Höglandet", "Finnveden", "All together"]
    assert max(map(len, lines)) <= 110
    ends = {line.find("%]") for line in lines if "%]" in line}
    assert len(ends) == 1
    between = f"[{100 * share['low']:.0f}-{100 * share['high']:.0f}%]"
    assert lines[9].endswith(f"{100 * share['mean']:.0f}% {between}    41%")
    assert "mean of 6 replication(s)" in lines[-1]


def test_what_is_not_published_or_not_known_is_a_dash() -> None:
    rows = [*rows_of("eksjo", 39.0), *rows_of("tranas")]
    rows[-1] = ("tranas", "employed_share", *[float("nan")] * 4)
    lines = county_table(summary(*rows), {"eksjo": "Eksjö", "tranas": "Tranås"}).splitlines()

    assert lines[3].split() == [
        "Eksjö", "36", "[28-45]", "39", "14", "[10-19]", "39", "8", "[5-17]", "39",
        "39%", "[28-49%]", "39%",
    ]  # fmt: skip
    assert lines[4].split()[-2:] == ["-", "-"]


NAN = float("nan")


def test_one_replication_has_no_brackets() -> None:
    rows = [(*row[:3], NAN, NAN, NAN) for row in rows_of("eksjo")]
    table = county_table(summary(*rows, replications=1), {"eksjo": "Eksjö"})

    assert table.splitlines()[3].split() == ["Eksjö", "36", "14", "8", "39%"]
    assert "[" not in table
    assert "one replication, which has no interval" in table


def test_a_programme_without_a_post_was_not_running() -> None:
    """Zeros would look like a result."""
    idle = [("habo", outcome, 0.0, 0.0, 0.0, NAN) for _, outcome, *_ in rows_of("habo")]
    per_fte = [("habo", "contacts_per_fte_week", NAN, NAN, NAN, NAN)]
    table = summary(*rows_of("eksjo"), *idle, *per_fte)
    table.loc[table["outcome"] == "contacts_per_fte_week", "replications"] = 0
    lines = county_table(table, {"eksjo": "Eksjö", "habo": "Habo – IPS"}).splitlines()

    assert lines[4].startswith("Habo")
    assert lines[4].endswith("was not running in this period")
    assert "0" not in lines[4]


def test_a_share_of_some_replications_says_so() -> None:
    table = summary(*rows_of("eksjo"))
    table.loc[table["outcome"] == "employed_share", "replications"] = 13

    assert county_table(table, {"eksjo": "Eksjö"}).splitlines()[-1] == (
        "Eksjö: share of those enrolled in 13 of 20 replications"
    )


def test_without_published_figures_there_are_no_columns_for_them() -> None:
    table = county_table(summary(*rows_of("habo")), {"habo": "Habo – SE och IPS"})

    assert "publ" not in table
    assert len(table.splitlines()[3].split()) == 9


def test_long_names_and_large_numbers_stay_within_the_line() -> None:
    title = "Samordnade insatser för arbetslivsinriktad rehabilitering i Höglandet och Finnveden"
    large = [(n, o, 100 * m, 100 * a, 100 * b, 9e3) for n, o, m, a, b, _ in rows_of("x")]
    lines = county_table(summary(*large[:3], rows_of("x")[3]), {"x": title}).splitlines()

    assert max(map(len, lines)) <= 110
    assert "..." in lines[3]


def test_a_terminal_without_swedish_letters_gets_the_same_columns(made: Any, settings: Any) -> None:
    table = county_table(made.summary, settings["titles"])
    plain = table.encode("ascii", errors="replace").decode("ascii")

    assert set(table) - set(plain) == {"ä", "ö"}
    assert list(map(len, plain.splitlines())) == list(map(len, table.splitlines()))


def test_letters_of_two_signs_do_not_shift_the_columns() -> None:
    """An a with a combining ring takes one column of the terminal but two signs of the text."""
    rows = [*rows_of("one"), *rows_of("two")]
    lines = county_table(summary(*rows), {"one": "Tranås", "two": "Trana\u030as"}).splitlines()

    assert len(lines[4]) == len(lines[3]) + 1


def test_each_scenario_has_its_table() -> None:
    both = pd.concat([summary(*rows_of("x")), summary(*rows_of("x")).assign(scenario="plan")])
    table = county_table(both, {})

    assert table.count("Scenario: ") == 2
    assert table.count("X  ") == 2


def names_in(table: str) -> list[str]:
    return [
        line.split()[0] for line in table.splitlines()[3:] if "[" in line and "mean" not in line
    ]


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        (["eksjo", "hoglandet", "county"], ["Eksjö"]),
        (["eksjo", "nassjo", "hoglandet", "county"], ["Eksjö", "Nassjo", "All"]),
        (
            ["eksjo", "gnosjo", "hoglandet", "finnveden", "county"],
            ["Eksjö", "Gnosjo", "Höglandet", "Finnveden", "All"],
        ),
        (["eksjo", "elsewhere", "county"], ["Eksjö"]),
        (["hoglandet", "county"], ["Höglandet", "All"]),
    ],
)
def test_no_row_repeats_another(places: list[str], shown: list[str]) -> None:
    """The total of one programme is that programme; that of the only förbund is the county's."""
    rows = [row for place in places for row in rows_of(place)]
    titles = {"eksjo": "Eksjö", "nassjo": "Nassjo", "gnosjo": "Gnosjo"}

    assert names_in(county_table(summary(*rows), titles)) == shown


@pytest.mark.parametrize(
    ("own", "label", "note"),
    [
        ({}, "publ.", "publ.: published"),
        ({"eksjo": "own", "savsjo": "own", "county": "own"}, "own", "own: own counts"),
        (
            {"eksjo": "own", "county": "both"},
            "counted",
            "counted: published, but own counts of Eksjö",
        ),
    ],
)
def test_own_counts_are_not_called_published(own: dict[str, str], label: str, note: str) -> None:
    rows = [*rows_of("eksjo", 39.0), *rows_of("savsjo", 28.0), *rows_of("county", 67.0)]

    lines = county_table(
        summary(*rows), {"eksjo": "Eksjö", "savsjo": "Sävsjö"}, counts_of=own
    ).splitlines()

    assert lines[1].split() == ["simulated", label] * 4
    assert lines[-1].endswith(note)
