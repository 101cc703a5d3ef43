"""The synthetic country is what its page says: made by address, marked, and of stated shape."""

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import sesim

HERE = Path(__file__).parents[1] / "experiments" / "national"
COUNTRY: dict[str, Any] = runpy.run_path(str(HERE / "country.py"))


@pytest.fixture(scope="module")
def patterns() -> Any:
    return COUNTRY["shipped"]()


def test_a_programme_does_not_depend_on_the_others(patterns: Any) -> None:
    one = COUNTRY["programme"]("synthetic_007", patterns)

    assert dict(COUNTRY["country"](8))["synthetic_007"] == one
    assert COUNTRY["programme"]("synthetic_008", patterns)["referral"] != one["referral"]


def test_two_quantities_of_a_programme_have_numbers_of_their_own() -> None:
    numbers = [COUNTRY["number"]("synthetic_001", one) for one in COUNTRY["QUANTITIES"]]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("quantity", COUNTRY["QUANTITIES"])
def test_draws_have_their_distribution(quantity: str) -> None:
    """The median of 290 draws lies within four standard errors of the stated one."""
    one = COUNTRY["QUANTITIES"][quantity]
    names = COUNTRY["names"](COUNTRY["PROGRAMMES"])
    uniform = [COUNTRY["number"](name, quantity) for name in names]
    found = [COUNTRY["values"](name)[quantity] for name in names]

    assert abs(np.mean(uniform) - 0.5) < 4 / np.sqrt(12 * len(names))
    assert abs(np.std(uniform) - 1 / np.sqrt(12)) < 0.05
    middle = one.value(0.5)
    assert f"({middle:g};" in one.distribution
    assert (
        one.low <= min(found) < one.value(0.25) < middle < one.value(0.75) < max(found) <= one.high
    )
    assert np.mean(np.array(found) < middle) == pytest.approx(
        0.5, abs=4 * 0.5 / np.sqrt(len(names))
    )


def test_forbund_have_three_or_four_programmes_each() -> None:
    areas = [COUNTRY["forbund_of"](name) for name in COUNTRY["names"](COUNTRY["PROGRAMMES"])]
    sizes = {areas.count(area) for area in areas}

    assert (len(set(areas)), sizes) == (COUNTRY["FORBUND"], {3, 4})
    assert areas == sorted(areas)


def test_everything_is_marked_as_synthetic(tmp_path: Path) -> None:
    COUNTRY["write"](tmp_path / "conf", 2)

    files = {path.name: path.read_text("utf-8") for path in tmp_path.rglob("*.yaml")}
    assert len(files) == 3
    assert all("SYNTHETIC" in text for text in files.values())
    found = yaml.safe_load(files["synthetic_from_1.yaml"])
    for name in yaml.safe_load(files["national.yaml"])["programmes"]:
        assert name.startswith("synthetic_")
        assert found[name]["title"].startswith("SYNTHETIC ")
        assert found[name]["forbund"].startswith("synthetic_")
        assert "observed" not in found[name]
        assert all("SYNTHETIC" in source for source in found[name]["sources"].values())


def test_the_country_is_a_study_that_sesim_accepts(tmp_path: Path) -> None:
    COUNTRY["write"](tmp_path, 3)

    study = sesim.load_study(
        ["experiment=national", "scenario=synthetic_search_at_once", "replications=1"],
        config_dir=tmp_path,
    )

    assert list(study.programmes) == ["synthetic_001", "synthetic_002", "synthetic_003"]
    assert (study.settings.start.year, study.settings.end.year) == (2012, 2021)
    assert study.scenario.title.startswith("SYNTHETIC")


def test_posts_add_up_and_none_is_too_large() -> None:
    for fte in (0.05, 0.2, 0.75, 1.0, 2.6):
        posts = COUNTRY["posts"]("synthetic_001", fte)
        shares = [post["fte"][0]["share"] for post in posts]
        assert max(shares) <= COUNTRY["LARGEST_POST"]
        assert sum(shares) == pytest.approx(max(fte, COUNTRY["SMALLEST_POST"]), abs=0.02)


def test_figures_that_differ_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE.parent))
    differing = runpy.run_path(str(HERE / "run.py"))["differing"]
    one = pd.DataFrame({"outcome": ["a", "b"], "mean": [1.0, np.nan]})

    assert differing(one, one.copy()) == 0
    assert differing(one, one.assign(mean=[1.0, 2.0])) == 1
    assert differing(one, one.iloc[:1]) == 2
