"""The page on which alternatives are chosen and simulated side by side."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sesim.app.alternative_form import presets
from sesim.app.asking import BAD, Answer, Ask, Begin, Show
from sesim.app.commands import adjusted, parameters_of, simulation
from sesim.app.fields import InputField, day_of, read_into
from sesim.app.pages.goal import years_from
from sesim.app.workspace import COUNTS, PARAMETERS, PROGRAMME, SCENARIO, ListedProgramme
from sesim.study.shipped import shipped_file

MOST = 4
HISTORIES = ("20", "100", "400", "1000")
USUAL = "100"
DRAWN = "drawn"


def show(ask: Ask) -> Answer:
    """Show what can be compared."""
    return _page(ask, ask.programme(), [], {}, 200)


def begin(ask: Ask) -> Answer:
    """Begin to simulate the alternatives that are ticked."""
    programme = ask.programme()
    ticked = ask.several.get("alternative", [])
    known = {*presets(), *(name for name, _ in ask.workspace.scenarios())}
    errors: dict[str, str] = {}
    if len(ticked) > MOST or not set(ticked) <= known:
        errors["alternatives"] = ask.say("choose at most {most}", most=MOST)
    settings: dict[str, str] = {}
    if end := ask.typed.get("end", "").strip():
        settings["end"] = read_into(errors, "end", partial(day_of, end, ask.say))
    if ask.typed.get("future") == DRAWN:
        settings["future"] = DRAWN
    histories = ask.typed.get("histories", USUAL)
    if histories not in HISTORIES:
        errors["histories"] = ask.say("choose one of the numbers")
    if errors:
        return _page(ask, programme, ticked, errors, BAD)
    output = ask.workspace.new_results(programme.name)
    stages = simulation(ask.workspace, programme.name, ticked, settings, int(histories), output)
    title = ask.say("{programme}: simulating", programme=programme.title).plain
    back = f"programme/{programme.name}/try"
    return Begin(title, tuple(stages), f"results/{output}", back)


def _page(
    ask: Ask, programme: ListedProgramme, ticked: list[str], errors: Mapping[str, str], status: int
) -> Show:
    say = ask.say
    own = list(ask.workspace.scenarios())
    saved = ask.query.get("saved", "")
    fields = _fields(ask, programme, errors)
    found = [(one.name, one.label, one.error) for one in fields if one.error]
    if "alternatives" in errors:
        found.insert(0, ("alternatives", say("Alternatives").plain, errors["alternatives"]))
    values: dict[str, Any] = {
        "programme": programme,
        "own": own,
        "ready": [
            (name, say.own(str(file["title"])), say.own(str(file.get("assumes", ""))))
            for name in presets()
            if (file := shipped_file(SCENARIO, name))
        ],
        "ticked": ticked or ([saved] if saved in dict(own) else []),
        "fields": fields,
        "errors": found,
        "most": MOST,
        "notes": _notes(ask, programme),
        "saved": saved in dict(own),
        "file": f"{SCENARIO}/{saved}.yaml",
    }
    return Show("try.html.j2", values, status)


def _fields(ask: Ask, programme: ListedProgramme, errors: Mapping[str, str]) -> list[InputField]:
    say = ask.say
    file = dict(ask.workspace.read(PROGRAMME, programme.name))
    end = f"{years_from(file)[1]}-12-31" if file.get("today") else ""
    return [
        InputField(
            "end", say("Until which day").plain, ask.typed.get("end", end), "date",
            help=say("Empty: five years from the first change.").plain,
            error=errors.get("end", ""),
        ),
        InputField(
            "histories", say("Simulated histories of each alternative").plain,
            ask.typed.get("histories", USUAL), "choice",
            tuple((one, say.number(int(one))) for one in HISTORIES),
            say(
                "A simulated history is one way in which the years could turn out. More of them "
                "give a more exact answer and take longer. Take 400 before you decide."
            ).plain,
            errors.get("histories", ""),
        ),
        InputField(
            "future", say("The years ahead").plain, ask.typed.get("future", ""), "choice",
            (
                ("", say("as they are now").plain),
                (
                    DRAWN,
                    say("uncertain: unemployment, referrals and staff turnover drift").plain,
                ),
            ),
        ),
    ]  # fmt: skip


def _notes(ask: Ask, programme: ListedProgramme) -> list[str]:
    say = ask.say
    found: list[str] = []
    if parameters_of(ask.workspace, programme.name):
        found.append(say("The model is adjusted to your own counts."))
        if _is_older(ask, programme.name):
            found.append(
                say(
                    "The programme or its counts have changed since the model was adjusted to "
                    "them. Adjust it again, on the page of own counts."
                )
            )
    elif programme.is_own:
        found.append(
            say(
                "The model is not adjusted to counts of this programme: it predicts from how other "
                "programmes have worked."
            )
        )
    file = ask.workspace.read(PROGRAMME, programme.name)
    if programme.is_own and not file.get("today"):
        found.append(
            say(
                "The programme begins empty on its first day. To look ahead from now, say who is "
                "there today."
            )
        )
    return found


def _is_older(ask: Ask, name: str) -> bool:
    """Whether the adjusted parameters are older than what they were adjusted to."""
    made = ask.workspace.path(PARAMETERS, adjusted(name), ".parquet").stat().st_mtime
    files = (ask.workspace.path(PROGRAMME, name), ask.workspace.path(COUNTS, name, ".csv"))
    return any(one.is_file() and one.stat().st_mtime > made for one in files)
