"""The page of today's caseload."""

from datetime import date

from sesim.app.asking import Answer, Ask, Go, Show, mark_of
from sesim.app.edited import with_value, without
from sesim.app.pages.form import form_page
from sesim.app.pages.programme import changed_meanwhile
from sesim.app.today_form import TABLE, TODAY, checkable, read_today, sections
from sesim.app.workspace import PROGRAMME, ListedProgramme
from sesim.cli.programme_file import problems_of
from sesim.study.yaml_text import data_in

AT = "today"


def show(ask: Ask) -> Answer:
    """Show the form of today's caseload."""
    return _form(ask, ask.own_programme(), {})


def save(ask: Ask) -> Answer:
    """Write today's caseload into the programme's file, or say what has to be corrected."""
    programme = ask.own_programme()
    text = ask.workspace.text(PROGRAMME, programme.name)
    typed = dict(ask.typed)
    if typed.get("upload"):
        typed["table"] = typed["upload"]
    errors: dict[str, str] = {}
    if "\0" in typed.get("table", ""):
        typed["table"] = ""
        errors["table"] = ask.say("is not text in UTF-8; save it as UTF-8")
    today, table = read_today(typed, ask.say, errors)
    name = _table_name(programme.name)
    if today is not None and typed.get("way") == TABLE:
        before = (data_in(text) or {}).get(TODAY) or {}
        today[TABLE] = name if table else before.get(TABLE)
        if not today[TABLE] and not errors:
            errors["table"] = ask.say("is empty: paste a table, or choose a file")
    if not errors and ask.typed.get("mark") != mark_of(text):
        errors["way"] = changed_meanwhile(ask.say)
    if not errors:
        new = without(text, TODAY) if today is None else with_value(text, TODAY, today)
        plain = {key: value for key, value in (data_in(new) or {}).items() if key != TODAY}
        held = {} if today is None else {TODAY: checkable(today, table, ask.say)}
        for problem in problems_of({**plain, **held}):
            errors[_where(problem)] = problem
    if errors:
        return _form(ask, programme, errors, typed)
    folder = ask.workspace.path(PROGRAMME, programme.name).parent
    if table:
        ask.workspace.write(folder / name, table if table.endswith("\n") else f"{table}\n")
    ask.workspace.write(ask.workspace.path(PROGRAMME, programme.name), new)
    return Go(f"programme/{programme.name}/{AT}?saved")


def _where(problem: str) -> str:
    """Return the field that a problem of the programme is about."""
    if "people" in problem:
        return TABLE
    return "date" if problem.startswith(TODAY) else "way"


def _table_name(name: str) -> str:
    """Return the name of a programme's table of people, beside its file."""
    return f"{name}_today.csv"


def _form(
    ask: Ask,
    programme: ListedProgramme,
    errors: dict[str, str],
    typed: dict[str, str] | None = None,
) -> Show:
    say = ask.say
    text = ask.workspace.text(PROGRAMME, programme.name)
    form = sections(data_in(text) or {}, say, typed or {}, errors, date.today())
    return form_page(
        ask,
        programme,
        form,
        text,
        at=AT,
        title=say("today’s caseload"),
        intro=[
            say(
                "Say who is enrolled and waiting today, and the simulation begins on that day with "
                "these people. Jobs, hours, waiting and money are counted from then on."
            ),
            say("The table stays in your folder, and the folder of results holds its rows too."),
        ],
        file=f"{PROGRAMME}/{programme.name}.yaml",
    )
