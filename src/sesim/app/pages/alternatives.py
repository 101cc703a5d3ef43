"""The page of one alternative: levers, each with what it assumes, and later changes."""

from datetime import date
from typing import Any

from sesim.app.alternative_form import AlternativeChoice, chosen_in, read_alternative, sections
from sesim.app.asking import BAD, Answer, Ask, Go, NotFoundError, Show, mark_of
from sesim.app.fields import errors_of
from sesim.app.levers import FormLever, form_levers, study_of
from sesim.app.pages.programme import changed_meanwhile
from sesim.app.workspace import PROGRAMME, SCENARIO, ListedProgramme
from sesim.runs.results.store import as_yaml
from sesim.study.horizon import COUNTS_END
from sesim.study.yaml_text import data_in
from sesim.whatif.levers import NOW

DELETE = "delete"


def show(ask: Ask) -> Answer:
    """Show the form of an alternative, new or there already."""
    programme = ask.programme()
    levers = levers_for(ask, programme.name)
    text = _text(ask)
    chosen = (
        chosen_in(data_in(text) or {}, levers)
        if text
        else AlternativeChoice(since=_since(programme))
    )
    return _form(ask, programme, levers, chosen, text, {})


def save(ask: Ask) -> Answer:
    """Write an alternative as a scenario's file, or say what has to be corrected."""
    programme = ask.programme()
    text = _text(ask)
    back = f"programme/{programme.name}/try"
    if text and ask.typed.get("do") == DELETE:
        ask.workspace.path(SCENARIO, ask.path["alternative"]).unlink(missing_ok=True)
        return Go(back)
    levers = levers_for(ask, programme.name)
    errors: dict[str, str] = {}
    found = read_alternative(ask.typed, levers, ask.say, errors)
    if not errors and ask.typed.get("mark") != mark_of(text):
        errors["title"] = changed_meanwhile(ask.say)
    chosen = chosen_in(data_in(text) or {}, levers) if text else AlternativeChoice()
    if chosen.others and not errors:
        errors["title"] = ask.say(
            "This file holds changes that this form cannot show. Saving would lose them; edit the "
            "file {file} instead.",
            file=f"{SCENARIO}/{ask.path['alternative']}.yaml",
        )
    if errors:
        return _form(ask, programme, levers, chosen, text, errors)
    name = ask.path.get("alternative") or ask.workspace.new_name(SCENARIO, found["title"])
    ask.workspace.write(ask.workspace.path(SCENARIO, name), as_yaml({"name": name, **found}))
    return Go(f"{back}?saved={name}")


def _text(ask: Ask) -> str | None:
    """Return the text of the alternative that the address names; None for a new one."""
    name = ask.path.get("alternative")
    if name is None:
        return None
    if not ask.workspace.has(SCENARIO, name):
        raise NotFoundError(name)
    return ask.workspace.text(SCENARIO, name)


def levers_for(ask: Ask, name: str) -> list[FormLever]:
    """Return the levers of a programme, as it is on the first day of a change."""
    study = study_of(ask.workspace, name)
    day = max(study.settings.start, _first_day(ask, name))
    return form_levers(study, day, ask.say)


def _first_day(ask: Ask, name: str) -> date:
    """Return a day on which a programme has its posts: today's, or after the published counts."""
    file = ask.workspace.read(PROGRAMME, name)
    given = (file.get("today") or {}).get("date") or file.get("since")
    return max(date.fromisoformat(str(given)), COUNTS_END)


def _since(programme: ListedProgramme) -> str:
    """Return the day that is proposed for a change: none where the study begins today."""
    return "" if programme.is_own else "2017-07-01"


def _form(
    ask: Ask,
    programme: ListedProgramme,
    levers: list[FormLever],
    chosen: AlternativeChoice,
    text: str | None,
    errors: dict[str, str],
) -> Show:
    form = sections(chosen, levers, ask.say, ask.typed, errors)
    name = ask.path.get("alternative", "")
    values: dict[str, Any] = {
        "programme": programme,
        "sections": form,
        "errors": errors_of(form),
        "levers": levers,
        "chosen": {
            one.name: ask.typed.get(f"lever-{one.name}", chosen.values.get(one.name, NOW))
            for one in levers
        },
        "others": chosen.others,
        "mark": mark_of(text),
        "is_there": text is not None,
        "file": f"{SCENARIO}/{name}.yaml",
    }
    return Show("alternative.html.j2", values, BAD if errors else 200)
