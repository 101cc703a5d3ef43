"""Yearly predictions: counted by hand, filled in, read back, and refused where they are wrong."""

from datetime import date
from math import isnan, nan
from pathlib import Path

import pytest

from sesim.study import StudyError
from sesim.validation.agreement import Agreement
from sesim.validation.lives import Counted, JobSpell, Life
from sesim.validation.observed import read_observed
from sesim.validation.prediction import Prediction
from sesim.validation.setups import WITHOUT_COUNTS
from sesim.validation.tables import yearly
from sesim.validation.years import YearFigure, YearQuantity, Years, predictions

SINCE = {name: date(2013 if name == "habo" else 2014, 5, 1) for name in WITHOUT_COUNTS}
YEARS = Years(date(2013, 1, 1), date(2015, 12, 31), SINCE)
KNOWN = YEARS.figures()
ENROLLED, JOBS, SHARE = YearQuantity


def test_years_begin_with_the_programme_and_shares_end_where_nobody_can_be_followed() -> None:
    habo = [one[1:] for one in KNOWN if one.programme == "habo"]

    assert habo == [
        (2013, ENROLLED), (2013, JOBS), (2013, SHARE), (2014, ENROLLED), (2014, JOBS),
        (2014, SHARE), (2015, ENROLLED), (2015, JOBS),
    ]  # fmt: skip
    assert {one.year for one in KNOWN if one.programme == "vaggeryd"} == {2014, 2015}


def test_a_year_is_counted_by_its_days() -> None:
    def life(enrolled: float, job: float | None = None) -> Life:
        jobs = [] if job is None else [JobSpell(job, job + 10, None, "ordinary", None)]
        return Life("motivated", enrolled, 160.0, jobs=jobs)

    # the weeks of 2014 are 52.14 to 104.29
    lives = [life(10, 52), life(20, 53), life(53, 60), life(104, 104.2), life(100)]
    counted = {name: Counted() for name in WITHOUT_COUNTS} | {"habo": Counted(lives)}
    found = dict(zip(KNOWN, YEARS.numbers(counted), strict=True))

    assert [found["habo", year, ENROLLED] for year in (2013, 2014, 2015)] == [2, 3, 0]
    assert [found["habo", year, JOBS] for year in (2013, 2014, 2015)] == [1, 3, 0]
    assert found["habo", 2014, SHARE] == pytest.approx(2 / 3)
    assert isnan(found["vaggeryd", 2014, SHARE])


def test_a_prediction_is_the_middle_of_the_replications_and_needs_most_of_them() -> None:
    figures = [YearFigure("habo", 2014, ENROLLED), YearFigure("habo", 2014, SHARE)]
    numbers = [(float(i), nan if i % 3 else 0.5) for i in range(1, 101)]

    found = predictions(figures, numbers)

    assert found[figures[0]] == Prediction(50.5, 5, 95)
    assert found[figures[1]] is None


def test_what_was_observed_gets_a_verdict_by_the_same_rule() -> None:
    figures = {
        YearFigure("habo", 2013, ENROLLED): Prediction(7, 4, 12),
        YearFigure("habo", 2014, ENROLLED): Prediction(7, 3, 15),
        YearFigure("habo", 2014, SHARE): Prediction(0.5, 0.4, 0.6),
        YearFigure("habo", 2015, ENROLLED): None,
    }
    observed = dict(zip(figures, (7.0, 7.0, 0.2, 4.0), strict=True))

    table = yearly(figures, observed)

    assert table["verdict"].tolist() == [
        Agreement.INSIDE, Agreement.CANNOT_TELL, Agreement.OUTSIDE, Agreement.CANNOT_TELL,
    ]  # fmt: skip
    assert yearly(figures, {})["verdict"].isna().all()


def test_a_file_that_is_written_can_be_filled_in_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    table = yearly(dict.fromkeys(KNOWN, Prediction(5.0, 2.0, 8.0)), {})
    table.to_csv(path, index=False)
    assert read_observed(path, KNOWN, "observed") == {}

    table["observed"] = table["observed"].astype(object)
    table.loc[1, "observed"] = 6
    table.to_csv(path, index=False)
    found = read_observed(path, KNOWN, "observed")
    assert found == {KNOWN[1]: 6.0}

    yearly(dict.fromkeys(KNOWN, Prediction(5.0, 2.0, 8.0)), found).to_csv(path, index=False)
    assert read_observed(path, KNOWN, "observed") == found


HEAD = "programme,year,quantity,observed\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("programme,year,quantity\nhabo,2014,enrolled\n", "column observed is missing"),
        (HEAD.replace("quantity", "what") + "habo,2014,enrolled,3\n", "what: unknown column"),
        (HEAD + "habo,2014,enrolled,-1\n", "observed: should be greater than or equal to 0"),
        (HEAD + "habo,2014,enrolled,many\n", "observed: should be a valid number"),
        (HEAD + "habo,2014,enrolled,nan\n", "observed: should be a finite number"),
        (HEAD + "habo,2014,enrolled,2.5\n", "observed: a number of people should be whole"),
        (HEAD + "habo,2014,job_within_12_months_share,1.5\n", "a share should be from 0 to 1"),
        (HEAD + "habo,2014,employed,3\n", "quantity: should be one of enrolled, first_jobs"),
        (HEAD + "habo,2012,enrolled,3\n", "year: should be from 2013 to 2015"),
        (HEAD + "Anna Andersson,2014,enrolled,3\n", "programme: should be one of habo"),
        (HEAD + "habo,2014,enrolled,3\nhabo,2014,enrolled,4\n", "line 3: this programme, year"),
        (HEAD + "habo,2014,enrolled\n", "line 2: should have 4 columns"),
    ],
)
def test_a_file_that_cannot_be_is_refused_and_no_cell_repeated(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(StudyError) as refused:
        read_observed(path, KNOWN, "observed")

    message = "\n".join(refused.value.problems)
    assert said in message
    assert "Anna" not in message
    assert "many" not in message


def test_a_decimal_comma_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD.replace(",", ";") + "habo;2014;job_within_12_months_share;0,25\n", "utf-8")

    assert read_observed(path, KNOWN, "observed") == {YearFigure("habo", 2014, SHARE): 0.25}
