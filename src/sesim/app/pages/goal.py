"""The page of a programme's goals."""

from datetime import date
from typing import Any

from sesim.app.asking import Answer, Ask, Go, Show, mark_of
from sesim.app.edited import with_value, without
from sesim.app.goals_form import read_goals, section
from sesim.app.pages.form import form_page
from sesim.app.pages.programme import changed_meanwhile
from sesim.app.workspace import PROGRAMME, ListedProgramme
from sesim.cli.programme_file import problems_of
from sesim.study.yaml_text import data_in

AT, KEY = "goal", "goal"
YEARS = 3
"""Full calendar years that goals are offered for."""


def show(ask: Ask) -> Answer:
    """Show the form of goals."""
    return _form(ask, ask.own_programme(), {})


def save(ask: Ask) -> Answer:
    """Write the goals into the programme's file, or say what has to be corrected."""
    programme = ask.own_programme()
    text = ask.workspace.text(PROGRAMME, programme.name)
    errors: dict[str, str] = {}
    goals = read_goals(ask.typed, ask.say, errors, sure=False)
    if not errors and ask.typed.get("mark") != mark_of(text):
        errors["goal-1"] = changed_meanwhile(ask.say)
    plain = {
        one["outcome"]: {key: value for key, value in one.items() if key != "outcome"}
        for one in goals
    }
    if not errors:
        new = with_value(text, KEY, plain) if plain else without(text, KEY)
        held = {key: value for key, value in (data_in(new) or {}).items() if key != "today"}
        if problems := problems_of(held):
            errors["goal-1"] = "\n".join(problems)
    if errors:
        return _form(ask, programme, errors)
    ask.workspace.write(ask.workspace.path(PROGRAMME, programme.name), new)
    return Go(f"programme/{programme.name}/{AT}?saved")


def goals_in(file: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the goals of a programme's file as rows of a form."""
    return [{"outcome": key, **value} for key, value in (file.get(KEY) or {}).items()]


def years_from(file: dict[str, Any]) -> list[int]:
    """Return the full calendar years after the day on which a study of a programme begins."""
    today = file.get("today") or {}
    begins = str(today.get("date") or date.today())
    first = int(begins[:4]) + (begins[4:] != "-01-01")
    return list(range(first, first + YEARS))


def _form(ask: Ask, programme: ListedProgramme, errors: dict[str, str]) -> Show:
    say = ask.say
    text = ask.workspace.text(PROGRAMME, programme.name)
    file = data_in(text) or {}
    form = [section(goals_in(file), years_from(file), say, ask.typed, errors, sure=False)]
    return form_page(
        ask,
        programme,
        form,
        text,
        at=AT,
        title=say("goals"),
        intro=[
            say(
                "A goal is a level that the board or those who pay want to see reached. It changes "
                "nothing in the simulation; the results show how likely it is to be reached."
            ),
            say("Give a share as people of 100."),
        ],
        file=f"{PROGRAMME}/{programme.name}.yaml",
    )
