"""A calibration as a page in one language: what was done, every table, and what it shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from sesim.report.calibration import limits, sentences, stamp, trials
from sesim.report.calibration import tables as shown
from sesim.report.calibration.diagnostics import Tables
from sesim.report.calibration.figures import pictures_of, programme_names
from sesim.report.figures.picture import Picture
from sesim.report.html.table import Table
from sesim.report.html.template import rendered
from sesim.report.text.language import N_, SOURCE, Language, Phrase, language

LABELS = {
    "model": N_("model version"),
    "method": N_("method"),
    "seed": N_("seed"),
    "behaviour": N_("hash of the model’s behaviour"),
    "priors": N_("hash of the priors"),
    "study": N_("hash of the study"),
    "windows": N_("hash of the periods"),
    "targets": N_("hash of the published figures"),
    "tried_out": N_("only tried out"),
    "evidence": N_("what the priors rest on"),
    "discrepancy": N_("error of the model that is assumed, as SD of the log-odds"),
    "prior": N_("hash of the draws that are the prior"),
    "own_programmes": N_("programmes with own counts"),
    "pinned": N_("fixed parameters"),
    "configuration_sha256": N_("hash of the settings"),
    "commit": N_("commit"),
    "dirty": N_("uncommitted changes"),
}
"""What readers call the facts about a calibration; others keep their names."""

SHOWN_APART = ("kind", "packages", "runs", "draws")
"""Facts about a calibration that have no line of their own."""


class PageSection(NamedTuple):
    """A section of the page.

    Attributes:
        heading: of the section.
        sentences: what its tables show.
        tables: below the picture.
        picture: its name; empty if there is none.
    """

    heading: Phrase
    sentences: Iterable[Phrase]
    tables: Sequence[Table] = ()
    picture: str = ""


def calibration_report(
    tables: Tables,
    titles: Mapping[str, str],
    about: Mapping[str, Any],
    code: str = SOURCE,
    *,
    pictures: Mapping[str, Picture] | None = None,
    failed: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return a page that shows a researcher what a calibration found, and what it did not.

    Args:
        tables: the diagnostics by name, as a calibration makes them; `agreement`,
            `coverage_neural`, `coverage_local`, `leave_area_out` and `validation` may be missing.
        titles: names for readers, by programme.
        about: what the calibration records of itself, such as its runs, seed and method.
        code: of the language, `sv` or `en`.
        pictures: as from `pictures_of`, if they have been made already.
        failed: why a picture is missing, by its name.
    """
    say = language(code)
    names = programme_names(say, tables, titles)
    return rendered(
        "calibration/calibration.html.j2",
        code,
        short=[
            *stamp.on_page(say, tables),
            *_own(say, about, names),
            *_in_short(say, tables, names),
        ],
        sections=list(_sections(say, tables, names)),
        pictures=pictures_of(say, tables, titles) if pictures is None else pictures,
        failed={
            name: say("This figure could not be drawn: {reason}.", reason=reason)
            for name, reason in failed.items()
        },
        made=list(_made(say, tables, about)),
    )


def _own(say: Language, about: Mapping[str, Any], names: Mapping[str, str]) -> list[Phrase]:
    """Return that some counts are own ones, if they are."""
    own = str(about.get("own_programmes", "")).split(", ")
    if own == [""]:
        return []
    return [
        say(
            "The counts of {names} are own counts, and not published; where this page calls counts "
            "published, it means these too.",
            names=", ".join(names.get(one, one) for one in own),
        )
    ]


def _in_short(say: Language, tables: Tables, names: Mapping[str, str]) -> list[Phrase]:
    """Return the first sentence of each section, and the one on what is not known."""
    return [
        next(sentences.fitted(say, tables, names)),
        *sentences.informed(say, tables),
        trials.held(say, tables),
        *trials.held_each(say, tables),
        *sentences.left_out_hits(say, tables),
        next(limits.structure(say, tables["structure"])),
        *limits.precision_of_means(say, tables),
        limits.surprise(say, tables),
    ]


def _sections(say: Language, tables: Tables, names: Mapping[str, str]) -> Iterator[PageSection]:
    yield PageSection(
        say("Counts"),
        [*sentences.fitted(say, tables, names), limits.surprise(say, tables)],
        [shown.counts(say, tables, names)],
        "counts",
    )
    yield PageSection(
        say("Parameters"),
        [
            *sentences.learnt(say, tables),
            say(
                "The tables show the median and, in brackets, 5% to 95%, in the parameter’s own "
                "unit; the shift of the mean in prior SDs; and the Monte Carlo error of the mean "
                "in posterior SDs."
            ),
        ],
        [*shown.parameters(say, tables), shown.directions(say, tables["directions"])],
        "parameters",
    )
    yield PageSection(
        say("Is the method calibrated?"),
        trials.checked(say, tables),
        [shown.checked(say, tables), *shown.tried(say, tables)],
        "calibration_check",
    )
    yield PageSection(
        say("Each programme left out"),
        sentences.left_out(say, tables, names),
        [shown.left_out(say, tables["leave_one_out"], names)],
        "left_out",
    )
    validation = tables.get("validation")
    if validation is not None and not validation.empty:
        yield PageSection(
            say("Figures that were not fitted"),
            sentences.validated(say, validation, names),
            [shown.validated(say, validation, names)],
        )
    yield PageSection(
        say("Structure"),
        limits.structure(say, tables["structure"]),
        [shown.structure(say, tables["structure"], names)],
        "structure",
    )
    yield from _robustness(say, tables)


def _robustness(say: Language, tables: Tables) -> Iterator[PageSection]:
    """Yield what another prior, an error of the model, more runs or another method would change."""

    def by_parameter(name: str, caption: Phrase) -> list[Table]:
        return [shown.by_parameter(say, tables[name], caption)]

    yield PageSection(
        say("Other priors"),
        limits.prior_sensitivity(say, tables["prior_sensitivity"]),
        by_parameter(
            "prior_sensitivity",
            say("Shift of each posterior mean, in posterior SDs, if the prior is:"),
        ),
    )
    yield PageSection(
        say("If the model errs"),
        [limits.discrepancy(say, tables["discrepancy"])],
        by_parameter(
            "discrepancy", say("Contraction, by the SD of an unknown error of the log-odds:")
        ),
    )
    yield PageSection(say("Monte Carlo error"), limits.precision(say, tables))
    if "agreement" in tables:
        yield PageSection(
            say("Two methods"),
            [limits.agreement(say, tables["agreement"])],
            by_parameter(
                "agreement", say("Posterior of the neural method against the regression.")
            ),
        )


def _made(
    say: Language, tables: Tables, about: Mapping[str, Any]
) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield what somebody needs who wants the same numbers again: what it is, and its value."""
    yield say("runs in the reference table"), Phrase(say.number(tables["summary"]["runs"].iloc[0]))
    yield say("synthetic data sets"), Phrase(say.number(len(tables["ranks"])))
    for name, value in about.items():
        if name not in SHOWN_APART:
            yield (
                say(LABELS[name]) if name in LABELS else say.own(name.replace("_", " ")),
                _value(say, value),
            )
    if packages := about.get("packages"):
        versions = (f"{name} {version}" for name, version in packages.items() if version)
        yield say("packages"), Phrase(", ".join(versions))


def _value(say: Language, value: object) -> Phrase:
    if isinstance(value, Mapping):
        return Phrase(", ".join(f"{key} {_value(say, one)}" for key, one in value.items()) or "–")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return Phrase("–" if value is None else str(value))
