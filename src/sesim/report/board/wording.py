"""What all pictures say in the same words: whom they are about, and how sure a difference is."""

import pandas as pd
from markupsafe import escape

from sesim.outcomes import ALL, COUNTY, SINCE_PLAN, Verdict
from sesim.outcomes.summary import LEAST
from sesim.report.board.differences import judged
from sesim.report.board.facts import OF_100, Form
from sesim.report.board.page_data import ScenarioSummary
from sesim.report.board.view import FEWEST, View
from sesim.report.text.language import Phrase
from sesim.report.text.names import shortened
from sesim.report.text.questions import MEDIAN, PEOPLE, SERVED, SHARE

IN_SENTENCE = 60
"""Letters of a scenario's name in a sentence."""


def called(view: View, plan: ScenarioSummary) -> Phrase:
    """Return a scenario's name for a sentence or a label."""
    return Phrase(shortened(str(view.title(plan)), IN_SENTENCE))


def whose(view: View) -> Phrase:
    """Say whom a picture is about."""
    say, material = view.say, view.material
    if material.group == SINCE_PLAN and material.plan_start:
        return say("Those referred from {day} on.", day=say.day(material.plan_start))
    return say(
        "Those enrolled from {start} to {end}.", start=say.day(material.start),
        end=say.day(material.end),
    )  # fmt: skip


def everybody(view: View) -> Phrase:
    """Say over which days a picture of everybody goes."""
    material = view.material
    return view.say(
        "{start} to {end}.", start=view.say.day(material.start), end=view.say.day(material.end)
    )


def band(view: View) -> Phrase:
    """Say what the intervals are; nothing where there is none."""
    if view.material.replications < LEAST:
        return Phrase("")
    share = view.say.percent(view.material.interval)
    return view.say("Bands: {share} of simulated histories.", share=share)


def bar(view: View) -> Phrase:
    """Say what the intervals are, where they are bars; nothing where there is none."""
    if view.material.replications < LEAST:
        return Phrase("")
    share = view.say.percent(view.material.interval)
    return view.say("Bars: {share} of simulated histories.", share=share)


def curve(
    view: View, plan: ScenarioSummary, name: str, *, series: str = "share", area: str | None = None,
    group: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return a curve's `x`, `mean`, `low` and `high` where it is known."""
    table = view.material.curves
    chosen = table[
        (table["scenario"] == plan.name)
        & (table["programme"] == (area or COUNTY))
        & (table["group"] == (view.material.group if group is None else group))
        & (table["curve"] == name)
        & (table["series"] == series)
    ]
    known = chosen.loc[chosen["mean"].notna(), ["x", "mean", "low", "high"]]
    return known.astype(float).sort_values("x").reset_index(drop=True)


def is_small(view: View, programme: str, group: str = ALL) -> bool:
    """Whether a programme has too few people to be compared with others."""
    people = view.summary.value(
        view.material.baseline.name, programme, "participants", "mean", group
    )
    return not people >= FEWEST


def verdict(
    view: View, plan: ScenarioSummary, outcome: str = SHARE, programme: str | None = None
) -> Verdict:
    """Return what may be concluded from a difference from the baseline."""
    place = programme or view.material.area
    return judged(view.comparison, plan.name, place, outcome, view.material.group)


def reading(view: View, found: Verdict, outcome: str = SHARE) -> Phrase:
    """Return in few words what may be concluded from a difference in an outcome."""
    say = view.say
    more, less = say("points to more"), say("points to fewer")
    if outcome in (PEOPLE, SERVED):
        more, less = say("points to more people"), say("points to fewer people")
    if outcome == MEDIAN:
        more, less = say("points to later"), say("points to sooner")
    return {
        Verdict.MORE: more,
        Verdict.LESS: less,
        Verdict.EITHER: say("could go either way"),
        Verdict.NONE: say("no difference"),
        Verdict.UNKNOWN: say("not known how sure"),
        Verdict.MISSING: say("not known"),
    }[found]


def sureness(view: View, found: Verdict) -> Phrase:
    """Return what is said of a difference that is not clear; nothing of one that is."""
    return Phrase("") if found.is_clear else reading(view, found)


def difference(view: View, plan: ScenarioSummary, outcome: str, form: Form) -> Phrase:
    """Return a difference in the area with its interval and what may be concluded from it."""
    say, read = view.say, reading(view, verdict(view, plan, outcome), outcome)
    change = view.change(plan, outcome, form.change())
    between = view.between(plan, outcome, form.change())
    if between == "–" or verdict(view, plan, outcome) is Verdict.NONE:
        return say("{change}: {reading}", change=change, reading=read)
    return say("{change} ({between}): {reading}", change=change, between=between, reading=read)


def sureness_sentence(view: View, found: Verdict) -> Phrase:
    """Say in a sentence that a difference is not clear."""
    return {
        Verdict.EITHER: within(view, 1),
        Verdict.NONE: view.say("There is no difference."),
    }.get(found, view.say("How sure the difference is, is not known."))


def within(view: View, number: int) -> Phrase:
    """Say that none of so many differences is clear."""
    return view.say.many(
        "The difference is uncertain: it could go either way.",
        "All differences are uncertain: they could go either way.",
        number,
    )


def level(
    view: View, plan: ScenarioSummary, outcome: str, form: Form = OF_100, group: str | None = None
) -> Phrase:
    """Return a figure of the area with its interval, such as 41 (36–46)."""
    chosen = view.material.group if group is None else group
    mean = view.level(plan, outcome, form, group=chosen)
    between = view.summary.between(plan.name, view.material.area, outcome, form=form, group=chosen)
    if between == "–":
        return Phrase(str(mean), str(escape(mean)))
    return view.say("{mean} ({between})", mean=mean, between=between)
