"""The stamp of a calibration that was only tried out, on its page and every picture."""

from collections.abc import Iterator
from dataclasses import replace

from sesim.report.calibration.diagnostics import FEWEST_RUNS, Tables
from sesim.report.figures.picture import Picture
from sesim.report.text.language import Language, Phrase


def on_page(say: Language, tables: Tables) -> Iterator[Phrase]:
    """Yield that the calibration was only tried out, if it was."""
    if (runs := _runs(tables)) < FEWEST_RUNS:
        yield say(
            "TRIED OUT: {runs} runs in the reference table are too few for numbers that anybody "
            "should use; {fewest} are needed.",
            runs=say.number(runs),
            fewest=say.number(FEWEST_RUNS),
        )


def on_picture(say: Language, tables: Tables, picture: Picture) -> Picture:
    """Return the picture, whose title says so if the calibration was only tried out."""
    if (runs := _runs(tables)) >= FEWEST_RUNS:
        return picture
    text = say("TRIED OUT with {runs} runs, not for use.", runs=say.number(runs))
    return replace(picture, context=text)


def _runs(tables: Tables) -> int:
    return int(tables["summary"]["runs"].iloc[0])
