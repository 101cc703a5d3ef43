"""The changes of a study, in words for readers."""

from collections.abc import Iterable, Mapping, Sequence
from math import exp
from statistics import NormalDist
from typing import Any

from sesim.report.text.changes import ChangedValue, grouped
from sesim.report.text.future import Band, FutureShown, plain_future
from sesim.report.text.language import N_
from sesim.runs.draws import drawn
from sesim.study import Departure, Study
from sesim.study.departures import DRAWS
from sesim.study.future import Quantity
from sesim.study.parameters import (
    DISCREPANCY,
    OUTSIDE,
    POINT,
    POSTERIOR,
    PRIOR,
    REGISTER,
    register,
)
from sesim.study.paths import TURNOVER, band, most_of, quarters
from sesim.study.rules import ECONOMICS, shipped_rules
from sesim.study.scenario import PARAMETERS

SOURCES = {
    POSTERIOR: N_("parameter draws that fit the published counts (the shipped calibration)"),
    PRIOR: N_("parameter draws from the priors, before the published counts were used"),
    OUTSIDE: N_(
        "parameter draws that fit the published counts, from priors in which no count is used"
    ),
    DISCREPANCY: N_(
        "parameter draws that fit the published counts, as if the model erred by some unknown "
        "amount"
    ),
    POINT: N_("one value for each parameter, the middle of the calibration"),
    REGISTER: N_("one value for each parameter, before any calibration"),
}
"""Where parameters come from, in words."""

ADJUSTED_SOURCE = N_(
    "parameter draws that fit the published counts, adjusted to the programme's own counts"
)

DIMENSIONLESS = frozenset(
    {"-", "SD", "log", "log odds", "log ratio", "probability", "ratio", "shape", "share"}
)
"""Units that a sentence leaves out."""

PRICES = {
    "price_year": N_("Year of all prices"),
    "currency": N_("Currency"),
    "kinds": N_("kinds of job that exist"),
    "other_benefit": N_("What people of other target groups live on without a job"),
}


def adjusted_programme(study: Study) -> str | None:
    """Return the programme of the study to whose own counts its parameters are adjusted, if any."""
    draws = drawn(study)
    return draws.adjusted if draws is not None and draws.adjusted in study.programmes else None


def own_counts_of(study: Study) -> tuple[Mapping[str, Any], ...]:
    """Return the own counts that the parameters of a study are adjusted to, as plain data."""
    draws = drawn(study) if adjusted_programme(study) else None
    return draws.own_counts if draws is not None else ()


def is_tried_out(study: Study) -> bool:
    """Whether the parameters of a study come from a calibration that was only tried out."""
    draws = drawn(study)
    return draws is not None and draws.tried_out


def source_of(study: Study) -> str:
    """Return where the parameters of a study come from, in words or as a path."""
    source = study.draws or REGISTER
    return ADJUSTED_SOURCE if adjusted_programme(study) else SOURCES.get(source, source)


def changes_of(study: Study, departures: Iterable[Departure]) -> tuple[ChangedValue, ...]:
    """Return what a study changes except its period, with equal changes as one.

    Parameters that are adjusted to a programme's own counts describe it as it is: no change. A
    future that is drawn has a sentence of its own.
    """
    adjusted = adjusted_programme(study)
    found = [
        _change(study, one)
        for one in departures
        if not (one.is_window or one.is_future or (adjusted and one.path == DRAWS))
    ]
    return tuple(grouped(found))


def future_of(study: Study) -> FutureShown | None:
    """Return what is drawn of a study's future; None if nothing is."""
    since, settings = study.future_since, study.settings
    if since is None:
        return None
    changes = max(len(quarters(since, settings.end)) - 1, 0)
    quantile = NormalDist().inv_cdf((1 + settings.interval) / 2)
    bands = {
        str(one): Band(*band(sd, changes, quantile), _level(study, one), most_of(one))
        for one, sd in study.future.sds.items()
    }
    return FutureShown(since, settings.interval, bands)


def plain_future_of(study: Study) -> dict[str, Any] | None:
    """Return what is drawn of a study's future as plain data; None if nothing is."""
    return plain_future(future_of(study))


def _level(study: Study, quantity: Quantity) -> float | None:
    """Return what is assumed of a quantity at the end, if it is the same in all programmes."""
    levels = set()
    for name in study.programmes:
        regimes = [one for one in study.regimes(name) if one.since <= study.settings.end]
        _, programme, values = regimes[-1]
        match quantity:
            case Quantity.UNEMPLOYMENT:
                levels.add(programme.labour_market.unemployment)
            case Quantity.REFERRALS:
                levels.add(programme.referral.per_year * exp(values["referral_effect"]))
            case Quantity.TURNOVER:
                levels.add(values[TURNOVER])
    return levels.pop() if len(levels) == 1 else None


def common(studies: Sequence[tuple[ChangedValue, ...]]) -> tuple[ChangedValue, ...]:
    """Return the changes that several studies have in common."""
    first, *others = studies
    return tuple(one for one in first if all(one in other for other in others))


def _change(study: Study, departure: Departure) -> ChangedValue:
    path = departure.path
    was, now, meaning, unit = departure.was, departure.now, "", ""
    group, _, rest = path.partition(".")
    if path == DRAWS:
        meaning = N_("The parameters")
        was, now = (SOURCES.get(str(value), str(value)) for value in (was, now))
    elif group == PARAMETERS:
        meaning, unit = register()[rest].meaning, register()[rest].unit
    elif path == ECONOMICS:
        meaning = N_("rules and prices of the year")
        was, now = (str(shipped_rules(str(name)).price_year) for name in (was, now))
    elif group == ECONOMICS:
        meaning, unit = _price(study, rest)
    return ChangedValue(
        places=(departure.programme,) if departure.programme else (),
        path=path,
        was=(was,),
        now=now,
        origin=str(departure.origin),
        since=departure.since,
        meaning=meaning,
        unit="" if unit in DIMENSIONLESS else unit,
    )


def _price(study: Study, path: str) -> tuple[str, str]:
    """Return the meaning and the unit of a rate, or of another value of the economics."""
    kind, _, name = path.partition(".")
    if kind == "rates":
        rate = study.economics.rates.named()[name]
        return rate.meaning, rate.unit
    if kind == "benefits":
        return N_("What people of a target group live on without a job"), ""
    return PRICES.get(kind, kind), ""
