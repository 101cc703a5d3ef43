"""Pages of studies that nobody would plan: they say what is so, and nothing else."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sesim.cli.report.perform import publish
from sesim.cli.simulate.main import exit_status as run

pytestmark = [pytest.mark.usefixtures("without_drawings", "without_workbooks"), pytest.mark.slow]

QUICK = ["programmes=vetlanda", "workers=1", "report=false"]

Told = Callable[..., str]


class Text(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._hidden = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Return a function that runs `sesim` with these words and gives the text of its page."""

    def call(*words: str) -> str:
        folder = tmp_path / "results"
        assert run([*QUICK, *words, f"output={folder}"]) == 0
        publish(folder, ["en"])
        text = Text()
        text.feed((folder / "report.en.html").read_text(encoding="utf-8"))
        return " ".join("".join(text.parts).split())

    return call


def test_nobody_enrolled(told: Told) -> None:
    text = told("replications=2", "end=2012-01-05")
    assert "Nobody was enrolled in this period, so there is no answer." in text
    assert "Items of the IPS fidelity scale" not in text
    assert "Ledger by payer" not in text


def test_one_history_has_no_range(told: Told) -> None:
    text = told("replications=1", "end=2014-12-31")
    assert "Only one history was simulated: too little to draw conclusions from." in text
    assert "get a job of some kind by then." in text
    assert "(–)" not in text
    assert "range in brackets" not in text
    assert "% of simulated histories" not in text


def test_few_jobs_give_no_curve_and_no_price(told: Told) -> None:
    """About one job in three years: how long it lasts, and what it costs, is an accident."""
    text = told("replications=2", "end=2014-12-31")
    assert "How long the first jobs last is not shown: on average" in text
    assert "Of 100 first jobs" not in text
    assert "posts for each person with a job is not shown: on average" in text
    assert "thousand SEK for each person" not in text


def test_a_programme_that_was_not_running(told: Told) -> None:
    text = told("programmes=ips_psykosvard", "replications=2", "end=2014-12-31")
    assert "was not running in this period, so there is no answer." in text
    assert "Nobody was enrolled" not in text


def test_one_of_several_that_was_not_running(told: Told) -> None:
    text = told("programmes=[vetlanda,ips_psykosvard]", "replications=2", "end=2014-12-31")
    assert text.count("was not running in this period") == 1


def test_a_scenario_that_is_called_like_nothing(told: Told, tmp_path: Path) -> None:
    (tmp_path / "my" / "scenario").mkdir(parents=True)
    (tmp_path / "my" / "scenario" / "na.yaml").write_text(
        "name: NA\nrationale: '<script>alert(1)</script> {plan} %s'\n"
        "changes: [{target: back_heaviness, set: 0.0}]\n",
        encoding="utf-8",
    )
    text = told(
        "-m", "scenario=baseline,na", "replications=2", "end=2014-12-31",
        f"--config-dir={tmp_path / 'my'}",
    )  # fmt: skip
    assert "with “NA”" in text
    assert "<script>alert(1)</script> {plan} %s" in text


def test_jobs_over_other_days_are_not_mixed(told: Told) -> None:
    text = told("-m", "end=2013-12-31,2014-12-31", "replications=2")
    assert "from January 2012 to December 2013" in text
    assert "cannot be compared with these: baseline, end=2014-12-31." in text
    assert "2014" not in text.replace("end=2014-12-31", "")


def test_a_sweep_of_one_job_is_about_everybody(told: Told) -> None:
    text = told("-m", "scenario=rapid_search", "scenario.since=2012-07-01", "end=2014-12-31",
                "replications=2")  # fmt: skip
    assert (
        "How many of those enrolled would get a job in Vetlanda with “Search from the first day”?"
        in text
    )
    assert "referred from July 2012" not in text


def test_values_are_told_by_themselves(told: Told) -> None:
    text = told("-m", "vetlanda.back_heaviness=0.2,0.5", "replications=2", "end=2014-12-31")
    assert "with “the job search may begin after 50% of the preparation”?" in text
    assert "“the job search may begin after 20% of the preparation”" in text
    assert "back_heaviness=" not in text.split("How this page was made")[0]
    assert "As now" not in text


def test_parameters_that_are_known_leave_open_how_sure(told: Told) -> None:
    text = told("-m", "scenario=baseline,rapid_search", "scenario.since=2012-07-01",
                "end=2014-12-31", "replications=20", "parameters=point")  # fmt: skip
    assert "not known how sure" in text
    assert "so it does not show how sure the difference is" in text
    assert "points to" not in text
    assert "The parameters are treated as known." in text
