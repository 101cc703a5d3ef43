"""The form of an alternative: levers, a shipped scenario to begin with, and later changes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from sesim.app.fields import FieldGroup, FormSection, Given, InputField, day_of, read_into
from sesim.app.levers import FormLever, now_value
from sesim.app.workspace import SCENARIO
from sesim.report.text.grades import GRADES
from sesim.report.text.language import Language
from sesim.study.lines import unfit_name
from sesim.study.shipped import options, shipped_file
from sesim.whatif.levers import NOW

LATER: Final = 3
"""Rows for changes that come later than the others."""

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 2000
BETWEEN: Final = "="
SHIPPED_AS: Final = "as in the scenario "
"""Begins the evidence of an alternative that was made from a shipped one; its name follows."""


class AlternativeChoice(NamedTuple):
    """What an alternative changes, as a form shows it.

    Attributes:
        title, assumes: for readers.
        since: the day from which it holds; empty for the first day of the study.
        preset: the shipped scenario that it begins with; empty for none.
        values: the code of each lever that is not as now, by its name.
        later: a day, a lever and a code for each change that comes later.
        others: what the file changes besides, which no form shows.
    """

    title: str = ""
    assumes: str = ""
    since: str = ""
    preset: str = ""
    values: Mapping[str, str] = {}
    later: tuple[tuple[str, str, str], ...] = ()
    others: int = 0


def presets() -> list[str]:
    """Return the shipped scenarios that change something."""
    files = {name: shipped_file(SCENARIO, name) for name in options(SCENARIO)}
    return [name for name, one in files.items() if one.get("changes") and not one.get("placebo")]


def chosen_in(file: Mapping[str, Any], levers: Sequence[FormLever]) -> AlternativeChoice:
    """Return what a scenario's file changes, as a form shows it."""
    changes = [dict(one) for one in file.get("changes") or []]
    preset = ""
    evidence = str(file.get("evidence", ""))
    if evidence.startswith(SHIPPED_AS) and (name := evidence.removeprefix(SHIPPED_AS)) in presets():
        begins = [dict(one) for one in shipped_file(SCENARIO, name)["changes"]]
        if changes[: len(begins)] == begins:
            preset, changes = name, changes[len(begins) :]
    values: dict[str, str] = {}
    later: list[tuple[str, str, str]] = []
    others = 0
    while changes:
        found = _first_value(changes, levers)
        if found is None:
            changes, others = changes[1:], others + 1
            continue
        day, lever, code, number = found
        changes = changes[number:]
        if day:
            later.append((day, lever, code))
        else:
            values[lever] = code
    return AlternativeChoice(
        str(file.get("title") or file.get("name") or ""),
        str(file.get("assumes", "")),
        str(file.get("since") or ""),
        preset,
        values,
        tuple(later),
        others,
    )


def _first_value(
    changes: Sequence[Mapping[str, Any]], levers: Sequence[FormLever]
) -> tuple[str, str, str, int] | None:
    """Return the value that the first changes stand for: day, lever, code, number of changes."""
    day = str(changes[0].get("since") or "")
    for lever in levers:
        for value in lever.values:
            number = len(value.changes)
            wanted = [_dated(one, day) for one in value.changes]
            if number and [dict(one) for one in changes[:number]] == wanted:
                return day, lever.name, value.code, number
    return None


def _dated(change: Mapping[str, Any], day: str) -> dict[str, Any]:
    return {**change, "since": day} if day else dict(change)


def sections(
    chosen: AlternativeChoice,
    levers: Sequence[FormLever],
    say: Language,
    typed: Given,
    errors: Mapping[str, str],
) -> list[FormSection]:
    """Return the form of an alternative, without its levers, which the page shows by themselves.

    Args:
        chosen: what the file says.
        levers: of the programme.
        say: the language.
        typed: what stands in the fields instead, by name.
        errors: what is wrong, by name.
    """
    later = [*chosen.later, *[("", "", "")] * LATER][: max(LATER, len(chosen.later))]
    return [
        FormSection(
            say("The alternative").plain,
            (
                _field("title", say("What it is called").plain, chosen.title, typed, errors),
                InputField(
                    "assumes",
                    say("What the answer depends on").plain,
                    typed.get("assumes", chosen.assumes),
                    "area",
                    help=say(
                        "A sentence for the board, which its page shows beside the answer."
                    ).plain,
                    error=errors.get("assumes", ""),
                ),
                _field(
                    "since",
                    say("From which day").plain,
                    chosen.since,
                    typed,
                    errors,
                    "date",
                    say("Empty: from the first day that is simulated.").plain,
                ),
                InputField(
                    "preset",
                    say("Begin with a ready-made change").plain,
                    typed.get("preset", chosen.preset),
                    "choice",
                    (
                        ("", say("none").plain),
                        *(
                            (name, say.own(str(shipped_file(SCENARIO, name)["title"])).plain)
                            for name in presets()
                        ),
                    ),
                    say("What you choose below comes in addition.").plain,
                    errors.get("preset", ""),
                ),
            ),
        ),
        FormSection(
            say("Changes that come later").plain,
            tuple(
                _later(place, row, levers, say, typed, errors) for place, row in enumerate(later, 1)
            ),
        ),
    ]


def _field(
    name: str,
    label: str,
    value: str,
    typed: Given,
    errors: Mapping[str, str],
    kind: str = "text",
    note: str = "",
) -> InputField:
    return InputField(
        name, label, typed.get(name, value), kind, help=note, error=errors.get(name, "")
    )


def _later(
    place: int,
    row: tuple[str, str, str],
    levers: Sequence[FormLever],
    say: Language,
    typed: Given,
    errors: Mapping[str, str],
) -> FieldGroup:
    day, lever, code = row
    name = f"later-{place}"
    known = (
        ("", say("none").plain),
        *(
            (f"{one.name}{BETWEEN}{value.code}", f"{one.title}: {value.label}")
            for one in levers
            for value in one.values
            if value.code != NOW
        ),
    )
    return FieldGroup(
        name,
        say("Later change {number}", number=place).plain,
        (
            InputField(
                f"{name}-since", say("From which day").plain, typed.get(f"{name}-since", day),
                "date",
            ),
            InputField(
                f"{name}-value", say("What").plain,
                typed.get(f"{name}-value", f"{lever}{BETWEEN}{code}" if lever else ""),
                "choice", known,
            ),
        ),
        error=errors.get(name, ""),
    )  # fmt: skip


def read_alternative(
    typed: Given, levers: Sequence[FormLever], say: Language, errors: dict[str, str]
) -> dict[str, Any]:
    """Return a scenario as its file has it, without a name.

    Args:
        typed: what came back.
        levers: of the programme.
        say: the language.
        errors: receives what is wrong, by name.
    """
    title, assumes = typed.get("title", "").strip(), typed.get("assumes", "").strip()
    if not title or len(title) > LONGEST_TITLE or unfit_name(title):
        errors["title"] = say(
            "should be a line of at most {number} visible characters", number=LONGEST_TITLE
        )
    if len(assumes) > LONGEST_TEXT:
        errors["assumes"] = say("should have at most {number} characters", number=LONGEST_TEXT)
    text = typed.get("since", "")
    since = read_into(errors, "since", partial(day_of, text, say)) if text.strip() else None
    preset = typed.get("preset", "")
    changes: list[dict[str, Any]] = []
    if preset in presets():
        changes += [dict(one) for one in shipped_file(SCENARIO, preset)["changes"]]
    for lever in levers:
        code = typed.get(f"lever-{lever.name}", NOW)
        value = next((one for one in lever.values if one.code == code), now_value(lever))
        changes += [dict(one) for one in value.changes]
    changes += _later_changes(typed, levers, say, errors)
    if not changes and not errors:
        errors["preset"] = say("nothing is changed yet: choose a ready-made change or a lever")
    return {
        "title": title,
        "assumes": assumes,
        **_evidence(preset),
        **({"since": since} if since else {}),
        "changes": changes,
    }


def _evidence(preset: str) -> dict[str, str]:
    """Return what the sizes of the changes rest on, if they are those of a shipped scenario."""
    if preset not in presets():
        return {"evidence": "assumption"}
    file = shipped_file(SCENARIO, preset)
    grade = {"grade": str(file["grade"])} if file.get("grade") in GRADES else {}
    return {"evidence": f"{SHIPPED_AS}{preset}", **grade}


def _later_changes(
    typed: Given, levers: Sequence[FormLever], say: Language, errors: dict[str, str]
) -> list[dict[str, Any]]:
    found: list[tuple[str, list[dict[str, Any]]]] = []
    place = 0
    while f"later-{(place := place + 1)}-value" in typed:
        name, chosen = f"later-{place}", typed[f"later-{place}-value"]
        if not chosen:
            continue
        lever_name, _, code = chosen.partition(BETWEEN)
        text = typed.get(f"{name}-since", "")
        day = read_into(errors, name, partial(day_of, text, say), "")
        found += [
            (day, [_dated(one, day) for one in value.changes])
            for lever in levers
            for value in lever.values
            if (lever.name, value.code) == (lever_name, code)
        ]
    return [one for _, changes in sorted(found, key=lambda it: it[0]) for one in changes]
