"""The page on which somebody plans backwards from goals."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sesim.app.asking import BAD, Answer, Ask, Begin, Show
from sesim.app.commands import search
from sesim.app.fields import (
    FieldGroup,
    FormError,
    FormSection,
    InputField,
    day_of,
    errors_of,
    number_of,
    read_into,
)
from sesim.app.goals_form import read_goals, section
from sesim.app.levers import FormLever
from sesim.app.pages.alternatives import levers_for
from sesim.app.pages.goal import goals_in, years_from
from sesim.app.workspace import PROGRAMME, ListedProgramme
from sesim.report.text.language import Language
from sesim.whatif.levers import NOW
from sesim.whatif.settings import (
    BACK_HEAVINESS,
    CASELOAD_NORM,
    EMPLOYER_FOCUS,
    MOTIVATION_POLICY,
    POSTS,
)

FTE = "fte"
LEVERS = (BACK_HEAVINESS, MOTIVATION_POLICY, EMPLOYER_FOCUS, CASELOAD_NORM)
"""Levers besides the posts whose values are those of a programme's field."""

MOST_POSTS = 50.0
STEP = 0.5
"""Full-time posts between two plans, unless somebody wants other steps."""


def show(ask: Ask) -> Answer:
    """Show the form of a search."""
    return _page(ask, ask.programme(), {}, 200)


def begin(ask: Ask) -> Answer:
    """Begin to search for a plan."""
    programme, say = ask.programme(), ask.say
    errors: dict[str, str] = {}
    goals = read_goals(ask.typed, say, errors, sure=True)
    if not goals and not errors:
        errors["goal-1"] = say("give at least one goal")
    end = read_into(errors, "end", partial(day_of, ask.typed.get("end", ""), say))
    levers = _levers(ask, levers_for(ask, programme.name), errors)
    if not levers and not errors:
        errors["posts"] = say("choose what may change: posts, or another lever")
    if errors:
        return _page(ask, programme, errors, BAD)
    output = ask.workspace.new_results(f"{programme.name}_plan")
    stage = search(ask.workspace, programme.name, goals, levers, {"end": end}, output)
    title = say("{programme}: searching for a plan", programme=programme.title).plain
    return Begin(title, (stage,), f"results/{output}", f"programme/{programme.name}/plan")


def _levers(ask: Ask, known: list[FormLever], errors: dict[str, str]) -> dict[str, Any]:
    """Return the values that may be chosen, by lever, as `sesim-plan` takes them."""
    found: dict[str, Any] = {}
    texts = [ask.typed.get(f"posts-{end}", "").strip() for end in ("from", "to", "step")]
    if any(texts):
        try:
            low, high, step = (number_of(text, ask.say, 0.05, MOST_POSTS) for text in texts)
            if high < low:
                errors["posts"] = ask.say("the most should be no less than the least")
            found[FTE] = {"from": low, "to": high, "step": step}
        except FormError as problem:
            errors["posts"] = str(problem)
    for lever in known:
        codes = ask.several.get(f"lever-{lever.name}", [])
        values = [one for one in lever.values if one.code in codes and one.code != NOW]
        if lever.name in LEVERS and values:
            found[lever.name] = [one.changes[0]["set"] for one in values]
            if NOW in codes and (now := _now(ask, lever.name)) is not None:
                found[lever.name] = sorted({now, *found[lever.name]}, key=str)
    return found


def _now(ask: Ask, lever: str) -> Any:
    """Return the present value of a lever, as the programme's file has it."""
    return ask.workspace.read(PROGRAMME, ask.path["name"]).get(lever)


def _page(ask: Ask, programme: ListedProgramme, errors: Mapping[str, str], status: int) -> Show:
    say = ask.say
    file = dict(ask.workspace.read(PROGRAMME, programme.name))
    years = years_from(file)
    known = levers_for(ask, programme.name)
    form = [
        section(goals_in(file), years, say, ask.typed, errors, sure=True),
        _frame(ask, say, errors, f"{years[1]}-12-31", _posts(known)),
    ]
    levers = [one for one in known if one.name in LEVERS]
    values: dict[str, Any] = {
        "programme": programme,
        "sections": form,
        "errors": errors_of(form),
        "levers": levers,
        "ticked": {one.name: ask.several.get(f"lever-{one.name}", []) for one in levers},
    }
    return Show("plan.html.j2", values, status)


def _posts(levers: list[FormLever]) -> tuple[float, float]:
    """Return the least and the most posts that are proposed, from those there are."""
    now = next((one.size for one in levers if one.name == POSTS), 1.0)
    return max(STEP, round(now - STEP, 6)), round(now + 2 * STEP, 6)


def _frame(
    ask: Ask, say: Language, errors: Mapping[str, str], end: str, posts: tuple[float, float]
) -> FormSection:
    """Return the fields of the budget of posts, and of the end."""
    least, most = posts

    def field(name: str, label: str, value: str) -> InputField:
        key = f"posts-{name}"
        return InputField(key, label, ask.typed.get(key, value), "number")

    return FormSection(
        say("The budget").plain,
        (
            FieldGroup(
                "posts",
                say("Coaches’ posts, full-time posts in all").plain,
                (
                    field("from", say("at least").plain, say.exact(least)),
                    field("to", say("at most").plain, say.exact(most)),
                    field("step", say("in steps of").plain, say.exact(STEP)),
                ),
                say("Every post grows or shrinks in proportion, to full time at most.").plain,
                errors.get("posts", ""),
            ),
            InputField(
                "end",
                say("Until which day").plain,
                ask.typed.get("end", end),
                "date",
                error=errors.get("end", ""),
            ),
        ),
    )
