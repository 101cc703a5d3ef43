"""Terminal, figures and page say the same of every difference: what the one judge says."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.report.board_data import sweep
from tests.report.figure_texts import cells_of

import sesim
from sesim.cli.simulate.single import statements
from sesim.outcomes import ALL, COUNTY, SINCE_PLAN, Verdict, judge, verdicts
from sesim.report.board.alternatives import rows
from sesim.report.board.answer import answer
from sesim.report.board.caveats import warnings
from sesim.report.board.differences import reading
from sesim.report.board.page_data import PageData
from sesim.report.board.pictures.effects import effects_picture
from sesim.report.board.tables import table
from sesim.report.board.view import View
from sesim.report.figures.style import house_style
from sesim.report.figures.sweep import scenarios_figure
from sesim.report.terminal.contrasts import contrast_table
from sesim.report.text.language import language
from sesim.report.text.questions import MEDIAN, SHARE, SOONER
from sesim.runs.sweeps.precision import Precision
from sesim.runs.sweeps.precision import judge as precise

SCENARIOS = ["baseline", "s1", "s2", "s3", "s4", "s5"]
OUTCOMES = {
    SHARE: "share", "employed": "persons", "employed_per_referred": "share", SOONER: "share",
    "participants": "persons",
}  # fmt: skip
INTERVALS = ["low", "high", "effect_low", "effect_high"]

ASKED = {"More people with a job?": SHARE, "Sooner?": SOONER, "For how many?": "employed"}
"""The questions of a row, and the outcome that answers each where no more people are referred."""

Judge = Callable[[Mapping[str, Any]], Verdict]


def random_sweep(seed: int, replications: int = 40) -> PageData:
    """Return a sweep with random differences; the same ones for all groups and places."""
    rng = np.random.default_rng(seed)
    rows = []
    for scenario in SCENARIOS[1:]:
        for outcome, unit in OUTCOMES.items():
            numbers = random_numbers(rng, replications)
            rows += [
                {"scenario": scenario, "programme": COUNTY, "group": group, "outcome": outcome,
                 "unit": unit, "baseline": 0.4, "mean": 0.4 + numbers["difference"],
                 "probability_better": 0.5, "compared_with": "baseline", **numbers}
                for group in (ALL, SINCE_PLAN)
            ]  # fmt: skip
    return replace(
        sweep(SCENARIOS, ["eksjo", "nassjo"]), comparison=pd.DataFrame(rows),
        replications=replications,
    )  # fmt: skip


def random_numbers(rng: np.random.Generator, replications: int) -> dict[str, float]:
    """Return a difference with intervals of any width, some of them not known."""
    difference, kind = rng.normal(0, 0.05), rng.integers(6)
    half = abs(rng.normal(0, 0.02))
    wide = half + abs(rng.normal(0, 0.05))
    if kind == 0:
        difference = half = wide = 0.0
    if kind in (1, 2):
        wide = math.nan
    return {
        "difference": difference, "low": difference - half, "high": difference + half,
        "effect_low": difference - wide, "effect_high": difference + wide,
        "replications": rng.choice([replications, 19]) if kind == 2 else replications,
    }  # fmt: skip


def disagreements(page_data: PageData, *, drawn: bool = True) -> Iterator[str]:
    """Yield each place that says something else of a difference than the judge does."""
    table = page_data.comparison
    assert table is not None
    table = table[table["group"] == SINCE_PLAN].set_index(["outcome", "scenario"])
    expected = dict(zip(table.index, map(judge, table.to_dict("records")), strict=True))
    found = [*in_the_terminal(page_data), *on_the_page(page_data)]
    found += [*in_figures(page_data), *in_pictures(page_data)] if drawn else []
    for where, outcome, scenario, said in found:
        verdict = expected[outcome, scenario]
        if said not in (verdict, verdict.is_clear):
            yield f"{where}: {scenario}, {outcome}: {said} and not {verdict}"


Said = tuple[str, str, str, Verdict | bool]


def in_the_terminal(page_data: PageData) -> Iterator[Said]:
    assert page_data.comparison is not None
    lines = contrast_table(page_data.comparison, {}, "", 0.9).splitlines()
    outcome = scenario = ""
    for line in lines:
        word = line.strip().partition(" ")[0].rstrip(",")
        if word in OUTCOMES and not line.startswith(" "):
            outcome = word
        elif line.strip() in SCENARIOS:
            scenario = word
        elif line.startswith("  More in work?"):
            told = line.replace("clearly fewer", "clearly less")
            yield "headline", SHARE, scenario, verdict_in(told)
        elif line.startswith("  s") and outcome:
            yield "terminal", outcome, word, verdict_in(line)


def verdict_in(line: str) -> Verdict:
    [found] = [one for one in Verdict if str(one) in line.replace("effect not known", "")]
    return found


def on_the_page(page_data: PageData) -> Iterator[Said]:
    view = View(page_data, language("en"))
    words = {str(reading(view.say, one, SHARE)): one for one in Verdict}
    for plan, cells in zip(page_data.alternatives, table(view).rows[1:], strict=True):
        said, _, sooner = str(cells[-1]).partition(", but ")
        yield "table", SHARE, plan.name, words[said]
        if sooner:
            yield "sooner", SOONER, plan.name, Verdict.MORE
    for plan, row in zip(page_data.alternatives, rows(view), strict=True):
        told = {str(one.asked): one.answer for one in row.questions}
        for asked, outcome in ASKED.items():
            found = re.search(f": ({'|'.join(words)})( people)?[.]", told[asked])
            assert found, told[asked]
            yield "row", outcome, plan.name, words[found[1]]


def in_pictures(page_data: PageData) -> Iterator[Said]:
    view = View(page_data, language("en"))
    picture = effects_picture(view)
    assert picture is not None
    words = {str(reading(view.say, one, SHARE)): one for one in Verdict}
    told = str(picture.alternative).split(". ")[1:]
    for text in told:
        name, _, rest = text.rstrip(".").partition(": ")
        yield "alternative text", SHARE, name, words[rest.rpartition(": ")[2] or rest]


def in_figures(page_data: PageData) -> Iterator[Said]:
    assert page_data.comparison is not None
    with house_style():
        figure = scenarios_figure(page_data.comparison, {}, 0.9)
    assert figure is not None
    shown = [name for name in ("employed", "employed_per_referred", SOONER) if name in OUTCOMES]
    for section, outcome in enumerate(shown):
        for scenario, text in zip(SCENARIOS[1:], cells_of(figure, section)[::2], strict=True):
            yield "figure", outcome, scenario, text.get_fontweight() == "bold"


@pytest.mark.parametrize("seed", range(25))
def test_texts_agree_with_the_judge(seed: int) -> None:
    page_data = random_sweep(seed, replications=19 if seed % 5 == 0 else 40)

    assert list(disagreements(page_data, drawn=False)) == []


@pytest.mark.parametrize("seed", range(4))
def test_pictures_agree_with_the_judge(seed: int) -> None:
    assert list(disagreements(random_sweep(seed, replications=19 if seed == 3 else 40))) == []


def by_precision(row: Mapping[str, Any]) -> Verdict:
    """The judge that figures once had: where the effect is not known, the mean decides."""
    low, high = row["effect_low"], row["effect_high"]
    if not math.isfinite(low):
        low, high = row["low"], row["high"]
    return Verdict.MORE if low > 0 else Verdict.LESS if high < 0 else Verdict.EITHER


def without_threshold(row: Mapping[str, Any]) -> Verdict:
    return judge({**row, "replications": math.nan})


@pytest.mark.parametrize(
    "where",
    [
        "terminal.answers.judge",
        "terminal.contrasts.judge",
        "board.differences.judge",
        "figures.effects.verdicts",
    ],
)
@pytest.mark.parametrize("planted", [by_precision, without_threshold])
def test_a_second_judge_is_caught(
    where: str, planted: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_table(rows: pd.DataFrame) -> pd.Series:
        found = [planted(row) for row in rows.to_dict("records")]  # type: ignore[arg-type]
        return pd.Series(found, rows.index, dtype=object)

    drawn = where == "figures.effects.verdicts"
    monkeypatch.setattr(f"sesim.report.{where}", of_table if drawn else planted)
    several = [random_sweep(1, replications=19), *([] if drawn else [random_sweep(2)])]

    assert [text for one in several for text in disagreements(one, drawn=drawn)]


# --- the threshold --------------------------------------------------------------------------------


def warned(replications: int) -> dict[str, bool]:
    """Return of each place whether it warns that there are too few replications."""
    page_data = random_sweep(3, replications)
    assert page_data.comparison is not None
    found = page_data.comparison.assign(replications=replications)
    view = View(replace(page_data, comparison=found), language("en"))
    study = sesim.load_study(["programmes=eksjo", f"replications={replications}"])
    half = pd.DataFrame({"low": [-1.0], "high": [1.0], "scenario": ["s1"]})
    return {
        "terminal of a study": "rough" in " ".join(statements(study)),
        "terminal of a sweep": "too few to conclude" in contrast_table(found, {}, "", 0.9),
        "page": any("were simulated" in text for text in warnings(view)),
        "precision": not precise(half, Precision(precision=2.0), replications).reached,
        "judge": set(verdicts(found)) == {Verdict.UNKNOWN},
    }


@pytest.mark.parametrize(("replications", "few"), [(2, True), (19, True), (20, False), (40, False)])
def test_few_replications_are_the_same_everywhere(replications: int, *, few: bool) -> None:
    found = warned(replications)

    assert found == dict.fromkeys(found, few)


def test_a_second_threshold_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever had a threshold of its own would not follow this one."""
    monkeypatch.setattr("sesim.outcomes.sureness.FEWEST_REPLICATIONS", 30)

    found = warned(25)

    assert found == dict.fromkeys(found, True)


# --- all three questions --------------------------------------------------------------------------


def known(difference: float, half: float) -> dict[str, float]:
    return {
        "difference": difference, "low": difference - half / 2, "high": difference + half / 2,
        "effect_low": difference - half, "effect_high": difference + half,
    }  # fmt: skip


def with_numbers(**outcomes: dict[str, float]) -> PageData:
    """Return a sweep of one change with such differences; other outcomes do not differ."""
    page_data = random_sweep(0)
    found = page_data.comparison
    assert found is not None
    found = found[found["scenario"] == "s1"].assign(**known(0.0, 0.0), replications=40)
    median = found[found["outcome"] == SOONER].assign(outcome=MEDIAN, unit="weeks")
    found = pd.concat([found, median], ignore_index=True)
    for outcome, numbers in outcomes.items():
        here = found["outcome"] == outcome
        found = found.assign(**{name: found[name].mask(here, it) for name, it in numbers.items()})
    scenarios = page_data.scenarios[:2]
    return replace(page_data, comparison=found, scenarios=scenarios)


UNCLEAR, SOON = known(0.01, 0.03), known(0.047, 0.042)


def row_of(page_data: PageData) -> dict[str, str]:
    """Return the answers of the only row of a page, by question."""
    [row] = rows(View(page_data, language("en")))
    return {str(one.asked): str(one.answer) for one in row.questions}


def test_a_clear_gain_is_not_hidden_behind_an_unclear_share() -> None:
    page_data = with_numbers(employed_share=UNCLEAR, first_job_by_12_months=SOON)
    assert page_data.comparison is not None
    told = row_of(page_data)
    lines = contrast_table(page_data.comparison, {}, "", 0.9)
    picture = effects_picture(View(page_data, language("sv")))

    assert list(told)[:3] == list(ASKED)
    assert (
        "about 1 more (from 2 fewer to 4 more): could go either way"
        in told["More people with a job?"]
    )
    assert "about 4.7 more (0.5 to 8.9): points to more" in told["Sooner?"]
    assert "More in work?  direction uncertain: +1.0 of 100" in lines
    assert "Sooner?        clearly more: +4.7 of 100" in lines
    assert str(table(View(page_data, language("en"))).rows[1][-1]) == (
        "could go either way, but sooner"
    )
    assert picture is not None
    assert "men det första arbetet kommer tidigare" in picture.message


def test_a_clear_gain_in_people_is_not_hidden_behind_an_unclear_share() -> None:
    told = row_of(with_numbers(employed_share=UNCLEAR, employed=known(3.0, 1.0)))

    assert "could go either way" in told["More people with a job?"]
    assert "about 3 more (2 to 4): points to more people" in told["For how many?"]


def test_a_change_of_pace_alone_is_a_change() -> None:
    told = row_of(with_numbers(first_job_by_12_months=SOON))

    assert told["More people with a job?"] == "Of 100 enrolled: no difference."
    assert "points to more" in told["Sooner?"]


def test_a_median_of_the_lucky_histories_is_not_told() -> None:
    weeks = known(-9.0, 3.0)
    all_of_them = with_numbers(weeks_to_first_job=weeks, first_job_by_12_months=SOON)
    some = with_numbers(
        weeks_to_first_job=weeks | {"replications": 39}, first_job_by_12_months=SOON
    )
    lines = [contrast_table(one.comparison, {}, "", 0.9) for one in (all_of_them, some)]  # type: ignore[arg-type]

    assert ["clearly sooner: -9.0 weeks until half" in one for one in lines] == [True, False]


def test_a_plan_that_refers_more_people_is_judged_by_people() -> None:
    page_data = with_numbers(employed=known(3.0, 1.0), participants=known(7.0, 2.0))
    found = page_data.comparison
    assert found is not None
    more = found[found["outcome"] == "employed"].assign(outcome="referred", **known(9.0, 1.0))
    page_data = replace(page_data, comparison=pd.concat([found, more], ignore_index=True))
    assert page_data.comparison is not None

    told = row_of(page_data)
    sentence = str(answer(View(page_data, language("en"))).sentence)
    lines = contrast_table(page_data.comparison, {}, "", 0.9)

    assert "instead of 0, about 3 more (2 to 4): points to more people" in sentence
    assert "about 3 more (2 to 4): points to more people" in told["More people with a job?"]
    assert "People enrolled: about 7 more (5 to 9)" in told["For how many?"]
    assert "More in work?  clearly more: +3.0 people get a job" in lines
    assert "For how many?  clearly more: +7.0 people enrolled" in lines


def test_where_the_effect_is_not_known_the_interval_says_what_it_is() -> None:
    unknown = known(0.03, 0.012) | {"effect_low": math.nan, "effect_high": math.nan}
    page_data = with_numbers(employed_share=unknown)
    assert page_data.comparison is not None
    view = View(page_data, language("en"))

    told = answer(view)
    lines = contrast_table(
        page_data.comparison[page_data.comparison["outcome"] == SHARE], {}, "", 0.9
    )

    assert "about 3 more (2 to 4): not known how sure" in told.sentence
    assert any("does not show how sure the difference is" in text for text in told.beside)
    assert "not known: +3.0 of 100 enrolled get a job (effect not known)" in lines
    assert "How sure the effect is, is not known: all replications have the same" in lines
