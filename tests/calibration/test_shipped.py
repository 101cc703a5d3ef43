"""The draws that are shipped were made for this program."""

import re
from pathlib import Path

import pandas as pd
import pytest

from sesim import load_calibration, model
from sesim.calibration.fingerprint import figures, mark
from sesim.calibration.settings import PriorEvidence
from sesim.calibration.simulator import simulator
from sesim.calibration.space import space_of
from sesim.runs.draws import KIND, SHIPPED
from sesim.study.parameters import Label, register

STALE = (
    "the {name} that is shipped was made for another {what}: if the model behaves otherwise, "
    "raise sesim.model.VERSION; then make draws and figures again with "
    "`make experiment NAME=calibration ARGS=--write`"
)


HOW: dict[str, tuple[str, ...]] = {
    "posterior": (),
    "prior": (),
    "outside": ("calibration=outside", "experiment=posts_as_financed"),
    "discrepancy": ("calibration=discrepancy",),
}
"""How each is made, as the experiment `calibration` does."""


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_was_made_for_this_program(name: str) -> None:
    """By `conf/calibrate.yaml` as it is, from the study, priors and figures that are here."""
    study, settings, targets = load_calibration(HOW[name])
    space = space_of(
        study,
        targets.programmes,
        settings.entries_per_fte_year,
        outside=settings.evidence is PriorEvidence.OUTSIDE,
    )
    expected = {
        **mark(simulator(study, space, targets)),
        "kind": KIND,
        "draws": "prior" if name == "prior" else "posterior",
        "method": str(settings.method),
        "runs": settings.runs,
        "targets": figures(targets),
    }

    [path] = Path(model.__file__).parents[1].glob(f"runs/shipped/{name}.parquet")
    table = pd.read_parquet(path)

    for what, value in expected.items():
        assert table.attrs.get(what) == value, STALE.format(name=name, what=what)
    assert list(table.columns) == space.names, STALE.format(name=name, what="space")
    assert len(table) == settings.draws


def test_outside_evidence_has_no_count_in_its_priors_or_posts() -> None:
    """What was computed or chosen with the counts is another prior, or the post as financed."""
    study, settings, targets = load_calibration(HOW["outside"])
    space = space_of(study, targets.programmes, settings.entries_per_fte_year, outside=True)
    default = load_calibration()
    usual = space_of(default.study, targets.programmes, default.settings.entries_per_fte_year)

    priors = {one.name: one.prior for one in space.coordinates}
    changed = {one.name for one in usual.coordinates if priors[one.name] != one.prior}
    shared = {name for name in changed if "." not in name}
    assert shared == {
        "group_disability", "group_income_support", "group_jobseekers", "group_young_jobseekers",
        "programme_effect_sd",
    }  # fmt: skip
    assert changed - shared == {f"{name}.referral_effect" for name in targets.programmes}
    for name in ("gislaved", "gnosjo", "varnamo"):
        posts = study.programmes[name].posts
        assert sum(post.fte[0].share for post in posts) == 0.5, name
    others = set(targets.programmes) - {"gislaved", "gnosjo", "varnamo"}
    assert all(study.programmes[name] == default.study.programmes[name] for name in others)
    for name, one in register().items():
        if re.search(r"\bcounts\b", one.source) and one.label is not Label.OWN:
            assert one.outside is not None, f"{name}: its prior uses counts of the county"
