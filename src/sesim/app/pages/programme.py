"""The page of a programme: its description, as a form or as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from sesim.app.asking import BAD, Answer, Ask, Go, Show, mark_of
from sesim.app.fields import FormSection, errors_of
from sesim.app.programme_form import (
    NAMED,
    blank,
    changed_values,
    edited_text,
    new_text,
    sections,
    value_errors,
    values_in,
)
from sesim.app.workspace import LONGEST_NAME, PROGRAMME, ListedProgramme
from sesim.cli.new.answers import read
from sesim.cli.new.checks import name_problem
from sesim.cli.programme_file import problems_of
from sesim.report.text.fields import FIELDS, value_in_words
from sesim.report.text.language import Language, capitalised
from sesim.study.yaml_text import data_in

NO_PLACE = ("sources", "format", "goal", "observed", "today")
"""Keys of a programme's file that its description on the page leaves out."""


def show_new(ask: Ask) -> Answer:
    """Show the form of a new programme."""
    form = sections(blank(), ask.say, {}, {}, new=True)
    return _form(ask, None, form, mark="")


def save_new(ask: Ask) -> Answer:
    """Write the file of a new programme, or say what has to be corrected."""
    errors: dict[str, str] = {}
    answers = changed_values(ask.typed, blank(), ask.say, errors)
    if NAMED not in answers and NAMED not in errors and "title" in answers:
        answers[NAMED] = ask.workspace.new_name(PROGRAMME, answers["title"])
    elif NAMED in answers and (problem := _name_problem(ask, answers[NAMED])):
        errors[NAMED] = problem
    if "title" not in answers and "title" not in errors:
        errors["title"] = ask.say("should be a line of visible characters")
    errors |= dict(value_errors(answers, ask.say))
    if errors:
        form = sections(blank(), ask.say, ask.typed, errors, new=True)
        return _form(ask, None, form, mark="", status=BAD)
    name = answers[NAMED]
    ask.workspace.write(ask.workspace.path(PROGRAMME, name), new_text(answers, ask.say))
    return Go(f"programme/{name}?saved")


def _name_problem(ask: Ask, name: str) -> str | None:
    if len(name) > LONGEST_NAME:
        return ask.say("should have at most {number} characters", number=LONGEST_NAME)
    if ask.workspace.has(PROGRAMME, name):
        return ask.say("a programme of this name is there already")
    return name_problem(name, "", ask.say)


def show(ask: Ask) -> Answer:
    """Show a programme: the form of its own file, or the description of a shipped one."""
    programme = ask.programme()
    if not programme.is_own:
        return _described(ask, programme)
    text = ask.workspace.text(PROGRAMME, programme.name)
    form = sections(values_in(data_in(text) or {}), ask.say, {}, {}, new=False)
    return _form(ask, programme, form, mark_of(text))


def save(ask: Ask) -> Answer:
    """Write what has changed into a programme's file, or say what has to be corrected."""
    programme = ask.own_programme()
    text = ask.workspace.text(PROGRAMME, programme.name)
    file = data_in(text) or {}
    before = values_in(file)
    errors: dict[str, str] = {}
    changed = changed_values(ask.typed, before, ask.say, errors)
    errors |= dict(value_errors(changed, ask.say))
    if not errors and ask.typed.get("mark") != mark_of(text):
        errors["title"] = changed_meanwhile(ask.say)
    if not errors and changed:
        new = edited_text(text, file, changed)
        if problems := problems_of(data_in(new)):
            errors["title"] = "\n".join(problems)
        else:
            ask.workspace.write(ask.workspace.path(PROGRAMME, programme.name), new)
    if errors:
        form = sections(before, ask.say, ask.typed, errors, new=False)
        return _form(ask, programme, form, mark_of(text), status=BAD)
    return Go(f"programme/{programme.name}?saved")


def changed_meanwhile(say: Language) -> str:
    """Return what somebody reads whose page is older than the file."""
    return say(
        "the file has changed since you opened this page, in another tab or program; what you "
        "typed is still here: check it, and save again"
    )


def copy(ask: Ask) -> Answer:
    """Write a copy of a shipped programme that its reader can change."""
    programme = ask.programme()
    name = ask.typed.get("copy", "").strip()
    say = ask.say
    if problem := _unfit(name, say) or _name_problem(ask, name):
        return _described(ask, programme, problem)
    text = ask.workspace.text(PROGRAMME, programme.name)
    ask.workspace.write(ask.workspace.path(PROGRAMME, name), text)
    return Go(f"programme/{name}?saved")


def _unfit(name: str, say: Language) -> str | None:
    try:
        read(NAMED, name, say)
    except ValueError as problem:
        return str(problem)
    return None


def _form(
    ask: Ask,
    programme: ListedProgramme | None,
    form: list[FormSection],
    mark: str,
    status: int = 200,
) -> Show:
    values = {
        "programme": programme,
        "sections": form,
        "errors": errors_of(form),
        "mark": mark,
        "saved": "saved" in ask.query,
        "file": f"{PROGRAMME}/{programme.name}.yaml" if programme else "",
    }
    return Show("programme.html.j2", values, status)


def _described(ask: Ask, programme: ListedProgramme, problem: str | None = None) -> Show:
    file = ask.workspace.read(PROGRAMME, programme.name)
    label = ask.say("Name of the copy").plain
    values = {
        "programme": programme,
        "sections": [],
        "errors": [("copy", label, problem)] if problem else [],
        "mark": "",
        "saved": False,
        "file": "",
        "copy": ask.typed.get("copy", f"{programme.name}_copy"),
        "described": list(_words(file, ask.say)),
    }
    return Show("programme.html.j2", values, BAD if problem else 200)


def _words(file: Mapping[str, Any], say: Language) -> Iterator[tuple[str, str]]:
    """Yield what a programme's file says, in words."""
    for path, value in _leaves(file, ""):
        if path in FIELDS and path.partition(".")[0] not in NO_PLACE:
            yield capitalised(say(FIELDS[path].label)), value_in_words(say, path, value)


def _leaves(plain: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for key, value in plain.items():
        path = f"{before}{key}"
        if isinstance(value, Mapping) and path not in FIELDS:
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value
