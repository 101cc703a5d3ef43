"""What a study changes, in words: every value has some, in both languages, and no key is left."""

import re
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sesim.cli.changes import changes_of
from sesim.cli.load import load_study
from sesim.report.text.changes import ChangedValue, Changes, grouped
from sesim.report.text.fields import FIELDS, value_in_words
from sesim.report.text.language import language
from sesim.study import Programme, Study
from sesim.study.departures import values_of
from sesim.study.shipped import conf_dir, options, shipped_file

KEY = re.compile(r"\b[a-z]+(_[a-z]+)+\b(?!\.json)|\b[a-z]+\.[a-z_]+=")
"""What looks like a key of a file."""

NAMES = {"eksjo": "Eksjö", "vetlanda": "Vetlanda"}


@pytest.fixture(params=["sv", "en"])
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shipped_values() -> list[tuple[str, Any]]:
    """Return every value that a shipped programme has, by path."""
    programmes = [
        Programme.model_validate(shipped_file("programme", name)) for name in options("programme")
    ]
    values = [pair for programme in programmes for pair in values_of(programme).items()]
    return [*values, ("placement.weeks", 8.0)]  # instead of months


def test_catalogue_holds_every_value_of_a_programme_and_no_other() -> None:
    assert {path for path, _ in shipped_values()} == set(FIELDS)


def test_every_shipped_value_has_words(code: str) -> None:
    """Names that an author gave, such as that of a post, may look like keys."""
    say = language(code)
    for path, value in shipped_values():
        words = str(value_in_words(say, path, value))
        assert words.strip(), path
        if path not in ("posts", "title", "forbund"):
            assert not KEY.search(words), (path, words)


@settings(max_examples=50)
@given(st.sampled_from(shipped_values()), st.sampled_from(["sv", "en"]))
def test_change_of_any_value_is_a_sentence(pair: tuple[str, Any], code: str) -> None:
    path, value = pair
    change = ChangedValue(places=("eksjo",), path=path, was=(value,), now=value, origin="override")
    told = Changes(language(code), [change], NAMES)

    [line] = told.lines
    assert "Eksjö: " in line
    assert "{" not in line
    assert line[0].isupper()


def test_words_differ_between_the_languages() -> None:
    change = ChangedValue(
        places=("vetlanda",), path="back_heaviness", was=(0.9,), now=0.2, origin="override"
    )
    english, swedish = (Changes(language(code), [change], NAMES).lines for code in ("en", "sv"))

    assert english == [
        "Vetlanda: the job search may begin after 20% of the preparation (90% in the programme’s "
        "file). Set on the command line."
    ]
    assert swedish == [
        "Vetlanda: jobbsökningen får börja efter 20\xa0% av förberedelserna (90\xa0% i "
        "verksamhetens fil). Angivet på kommandoraden."
    ]


def test_habits_are_told_with_their_days() -> None:
    habits = [
        {"since": "2014-07-01", "target": "employer_focus", "set": 0.75},
        {"since": "2015-01-01", "target": "target_group", "set": "jobseekers"},
        {"since": "2016-01-01", "target": "referral.per_year", "scale": 1.5},
    ]

    assert str(value_in_words(language("en"), "habits", habits)) == (
        "pace of employer contacts, and comfort with employers: 75% from 1 July 2014; "
        "target group: job seekers of all ages from 1 January 2015; "
        "people referred a year: 1.5 times as before from 1 January 2016"
    )
    assert str(value_in_words(language("sv"), "habits", [])) == "inga ändringar"


def test_changes_that_are_alike_are_one_with_every_place_and_what_was_there() -> None:
    day = date(2017, 7, 1)
    changes = [
        ChangedValue(places=(name,), path="back_heaviness", was=(was,), now=0.0, origin="scenario",
               since=day)
        for name, was in (("eksjo", 0.2), ("vetlanda", 0.9))
    ]  # fmt: skip
    [line] = Changes(language("en"), grouped(changes), NAMES).lines

    assert line == (
        "From 1 July 2017: All programmes: the job search may begin after 0% of the preparation "
        "(20% to 90% before). Part of the scenario."
    )


def test_changes_that_differ_stay_apart() -> None:
    one = ChangedValue(
        places=("eksjo",), path="role_split", was=(False,), now=True, origin="override"
    )
    other = ChangedValue(
        places=("vetlanda",), path="role_split", was=(True,), now=1, origin="override"
    )

    assert len(grouped([one, other])) == 2  # yes is not one


@pytest.fixture(scope="module")
def everywhere() -> Study:
    """Every programme, as it is."""
    return load_study(["programmes=all"])


@pytest.mark.parametrize("scenario", options("scenario"))
def test_every_shipped_scenario_has_words(scenario: str, code: str, everywhere: Study) -> None:
    study = everywhere.replace(scenario=scenario)
    names = {name: one.title for name, one in study.programmes.items()}
    told = Changes(language(code), changes_of(study, study.departures), names)
    text = yaml.safe_load((conf_dir() / "scenario" / f"{scenario}.yaml").read_text("utf-8"))

    assert bool(told.lines) is (bool(text["changes"]) and not text.get("placebo", False))
    for line in told.lines:
        assert not KEY.search(re.sub(r"\b(coach|post)_\d\b", "", line)), line


def test_parameters_and_rates_have_words(code: str) -> None:
    study = load_study(
        ["parameters=prior", "parameters.accept=0.12", "economics.rates.coach_cost.value=650000"]
    )
    told = Changes(language(code), changes_of(study, study.departures), NAMES)

    assert len(told.lines) == 3
    assert not KEY.search(" ".join(told.lines))
