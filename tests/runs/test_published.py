"""Published counts stand beside simulated ones where they are about the same people and time."""

from collections.abc import Callable

from sesim import load_study
from sesim.runs.published import counted, published
from sesim.study import Study


def county(study: Study) -> list[float | None]:
    values = published(study)
    return [values.get(("county", name)) for name in ("participants", "employed", "ongoing")]


def test_default_study_stands_beside_the_published_totals() -> None:
    study = load_study()

    assert county(study) == [335, 137, 99]
    assert published(study)["county", "employed_share"] == 137 / 335
    assert published(study)["eksjo", "employed"] == 14
    assert ("tranas", "employed") not in published(study)


def test_totals_are_about_the_programmes_with_published_counts() -> None:
    assert "tranas" not in counted(load_study())
    assert len(counted(load_study())) == 9
    assert counted(load_study(["programmes=[tranas,habo]"])) == ("tranas", "habo")


def test_nothing_is_published_about_another_window(load: Callable[..., Study]) -> None:
    assert published(load("end=2013-12-31")) == {}
    assert published(load("start=2013-01-01", "end=2017-06-30")) == {}
    assert county(load("end=2017-06-30")) == [59, 25, 19]
