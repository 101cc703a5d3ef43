"""Published counts stand beside simulated ones where they are about the same people and time."""

from collections.abc import Callable
from datetime import date

from sesim import load_study
from sesim.runs.published import CountsOf, counted, counts_of, published
from sesim.study import Study
from sesim.study.frozen import unchecked


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


def test_only_counts_of_a_shipped_file_are_called_published() -> None:
    """Own are those of a changed file, and of a programme that is not shipped."""
    study = load_study(["programmes=[eksjo,vetlanda,habo]"])
    own = {"participants": 30, "employed": 9, "ongoing": 9, "until": "2017-05-31"}

    assert set(counts_of(study).values()) == {CountsOf.PUBLISHED}
    assert "habo" not in counts_of(study)
    changed = counts_of(study.replace({"eksjo.observed": own}))
    assert changed["eksjo"] is CountsOf.OWN
    assert changed["vetlanda"] is CountsOf.PUBLISHED
    assert changed["county"] is CountsOf.BOTH
    both = study.replace({"eksjo.observed": own, "vetlanda.observed": own})
    assert counts_of(both)["county"] is CountsOf.OWN


def test_a_new_name_makes_counts_own() -> None:
    """The same figures in a file that is not shipped have not been published there."""
    study = load_study(["programmes=[eksjo]"])
    (programme,) = study.programmes.values()
    renamed = unchecked(study, programmes={"mytown": programme})

    assert counts_of(renamed)["mytown"] is CountsOf.OWN
