"""What must be known before a number is believed: too few histories, and that it is a model."""

from collections.abc import Iterator

from sesim.outcomes import too_few
from sesim.report.board.view import View
from sesim.report.text.language import Phrase


def warnings(view: View) -> Iterator[Phrase]:
    """Say where there is too little to draw conclusions from."""
    say, material = view.say, view.material
    if too_few(material.replications):
        yield say.many(
            "Only one history was simulated: too little to draw conclusions from.",
            "Only {number} histories were simulated: too few to draw conclusions from.",
            material.replications,
            number=say.number(material.replications),
        )
    if material.apart:
        yield say(
            "Not shown here, since they cannot be compared with these: {names}.",
            names=Phrase("; ".join(material.apart)),
        )
    if material.origin.draws is None:
        yield say(
            "The parameters were taken as known. With what is not known about them the ranges "
            "would be wider."
        )


def model(view: View) -> Phrase:
    """Say that it is a model."""
    return view.say("The figures come from a model, and most of its rules are assumptions.")
