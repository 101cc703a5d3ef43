"""The questions on the terminal, one after the other, each with a default and an explanation."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from sesim.cli.new.answers import FORMS, AnswerForm, choices, read, shown
from sesim.cli.terminal import WIDTH
from sesim.report.programme.questions import EXPLAINED, NAME
from sesim.report.text.fields import FIELDS
from sesim.report.text.language import Language
from sesim.runs.errors import OutputError

Check = Callable[[str, Any], str | None]
"""Returns what is wrong with a value, by its path, in the language of the questions, or None."""


def ask(defaults: Mapping[str, Any], check: Check, say: Language) -> dict[str, Any]:
    """Ask for every value, and return those that were not left at their default.

    Args:
        defaults: by path, in the order of the questions.
        check: tells whether a programme can have a value.
        say: the language.

    Raises:
        OutputError: the input ended before the last question.
    """
    click.echo(say("Press Enter to keep the value in brackets, which is an assumption."))
    found: dict[str, Any] = {}
    try:
        for number, path in enumerate(FORMS, 1):
            click.echo(f"\n{number}/{len(FORMS)}  {_question(path, say)}")
            click.echo(click.wrap_text(say(EXPLAINED[path]), WIDTH, "  ", "  "))
            answer = _answer(path, _default(path, defaults, found), check, say)
            if answer is not None:
                found[path] = answer
    except click.Abort:
        raise OutputError(say("the questions were not answered; nothing was written")) from None
    return found


def _default(path: str, defaults: Mapping[str, Any], found: Mapping[str, Any]) -> Any:
    """Return the default of a question; the title is the name that was given before."""
    return found.get("name", defaults[path]) if path == "title" else defaults[path]


def _question(path: str, say: Language) -> str:
    """Return what is asked for; of shares, with what they are of."""
    if path == "name":
        return say(NAME)
    field = FIELDS[path]
    if FORMS[path] is not AnswerForm.SHARES:
        return say(field.label)
    return f"{say(field.label)}: {', '.join(map(say, field.words.values()))}"


def _answer(path: str, default: Any, check: Check, say: Language) -> Any:
    """Return the value of an answer; None if the default was kept. Ask again until it is good."""
    if FORMS[path] is AnswerForm.CHOICE:
        for number, value in enumerate(choices(path), 1):
            click.echo(f"  {number}  {say(FIELDS[path].words[value])}")
    kept = shown(path, default, say)
    while True:
        text = click.prompt(f"  [{kept}]", default="", show_default=False, prompt_suffix=" > ")
        if not text.strip():
            return None
        try:
            value = read(path, text, say)
        except ValueError as problem:
            click.echo(f"  {problem}")
            continue
        if (wrong := check(path, value)) is None:
            return value
        click.echo(f"  {wrong}")
