"""Women and men: what the model gives for each, and what the data do not carry."""

from sesim.report.board.tables import cell_of
from sesim.report.board.view import View
from sesim.report.html.table import Cell, Table
from sesim.report.text.language import N_

SEXES = {"sex=female": N_("Women"), "sex=male": N_("Men")}
"""Groups of the tables, and what readers call them."""

COLUMNS = {
    "participants": N_("Enrolled"),
    "employed_share": N_("With a job, of 100 enrolled"),
    "waiting_weeks_mean": N_("Weeks of waiting before enrolment"),
}


def panel(view: View) -> Table | None:
    """Return the table of the baseline by sex; None where the results are not split so."""
    say, base = view.say, view.data.baseline
    if not all(view.level(base, "participants", group=sex).exists for sex in SEXES):
        return None

    def of(sex: str) -> list[Cell]:
        found = (cell_of(view.level(base, name, group=sex)) for name in COLUMNS)
        return [say(SEXES[sex]), *found]

    return Table(
        say(
            "Women and men, in the model, with ranges: everyone enrolled from {start} to {end} "
            "with “{scenario}”",
            start=say.month(view.data.start),
            end=say.month(view.data.end),
            scenario=view.title(base),
        ),
        [say("Group"), *map(say, COLUMNS.values())],
        [of(sex) for sex in SEXES],
        say(
            "No counts here are split by sex, so the model has not been compared with any. Its "
            "difference between women and men is an uncertain "
            "assumption: some studies find one, and others none."
        ),
    )
