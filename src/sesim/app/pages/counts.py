"""The page of a programme's own counts, and what the model learns from them."""

from datetime import date

from sesim.app.asking import Answer, Ask, Begin, Go, Show
from sesim.app.commands import adjusted, adjustment
from sesim.app.counts_form import counts_text, problems_of, sections
from sesim.app.pages.form import form_page
from sesim.app.workspace import COUNTS, PARAMETERS, PROGRAMME, ListedProgramme
from sesim.study.input_file import text_of
from sesim.study.today import Today

AT = "counts"
ADJUST = "adjust"


def show(ask: Ask) -> Answer:
    """Show the form of own counts."""
    return _form(ask, ask.own_programme(), {})


def save(ask: Ask) -> Answer:
    """Write the counts, and adjust the model to them if that is asked; or say what is wrong."""
    programme = ask.own_programme()
    text = counts_text(ask.typed)
    errors = problems_of(ask.typed, ask.say)
    if errors:
        return _form(ask, programme, errors)
    ask.workspace.write(ask.workspace.path(COUNTS, programme.name, ".csv"), text)
    back = f"programme/{programme.name}/{AT}"
    if ask.typed.get("do") != ADJUST:
        return Go(f"{back}?saved")
    stage = adjustment(ask.workspace, programme.name)
    title = ask.say("{programme}: adjusting the model to own counts", programme=programme.title)
    return Begin(title.plain, (stage,), f"{back}?adjusted", back)


def _form(ask: Ask, programme: ListedProgramme, errors: dict[str, str]) -> Show:
    say = ask.say
    path = ask.workspace.path(COUNTS, programme.name, ".csv")
    text = text_of(path) if path.is_file() else None
    form = sections(text, say, ask.typed, errors, _day(ask, programme))
    return form_page(
        ask,
        programme,
        form,
        text,
        at=AT,
        title=say("own counts"),
        intro=[
            say(
                "The model has learnt from the programmes of Jönköping county. What you have "
                "counted moves it towards your own programme; a few people move it only a little."
            ),
            say(
                "Give a number, or at least and at most if you know it only roughly. Rows without "
                "a choice are left out."
            ),
        ],
        file=f"{COUNTS}/{programme.name}.csv",
        more=[
            (ADJUST, say("Save, and adjust the model (about two minutes)")),
        ],
        below=_learnt(ask, programme),
    )


def _learnt(ask: Ask, programme: ListedProgramme) -> list[dict[str, object]]:
    """Return what has been learnt from counts, if the model is adjusted to some."""
    name = f"{adjusted(programme.name)}.{ask.say.code}"
    if not ask.workspace.path(PARAMETERS, adjusted(programme.name), ".parquet").is_file():
        return []
    return [
        {
            "title": ask.say("What the counts taught"),
            "text": ask.say(
                "The model is adjusted to counts of this programme, and comparisons and plans "
                "use that. Read the warnings of the report first."
            ),
            "files": [(f"{PARAMETERS}/{name}.md", ask.say("Open the report"))],
        }
    ]


def _day(ask: Ask, programme: ListedProgramme) -> date:
    """Return the last day of counts that is proposed: that of the caseload, or today."""
    today = ask.workspace.read(PROGRAMME, programme.name).get("today") or {}
    try:
        return Today.model_validate({"date": today.get("date"), "enrolled": 0}).date
    except ValueError:
        return date.today()
