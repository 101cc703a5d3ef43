"""Published counts stand beside simulated ones where they are about the same people and time."""

from collections.abc import Callable
from datetime import date

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

    assert "tranas" not in counted(study)
    assert len(counted(study)) == 9


def test_totals_are_about_all_if_nothing_is_published() -> None:
    study = load_study(["programmes=[tranas,habo]"])

    assert counted(study) == ("tranas", "habo")
    assert published(study) == {}


def test_nothing_is_published_about_another_window(vary: Callable[..., Study]) -> None:
    assert published(vary(end=date(2013, 12, 31))) == {}
    assert published(vary(start=date(2013, 1, 1), end=date(2017, 6, 30))) == {}
    assert county(vary(end=date(2017, 6, 30))) == [59, 25, 19]
