"""In which order pictures show programmes: small ones apart, since chance decides their rank."""

from collections.abc import Mapping, Sequence

from sesim.outcomes import COUNTY
from sesim.report.board.view import FEWEST_PARTICIPANTS, View


def ranked(view: View, numbers: Mapping[str, float], group: str) -> list[str]:
    """Return programmes, the largest number first, and after them those that are small."""
    small = [place for place in numbers if view.is_small(place, group)]
    big = [place for place in numbers if place not in small]
    return [*sorted(big, key=lambda place: -numbers[place]), *small]


def notes(view: View, places: Sequence[str], group: str) -> list[str]:
    """Return the note above each row: of the first small programme, that they are not ranked."""
    several = len(places) > 1
    small = [several and it != COUNTY and view.is_small(it, group) for it in places]
    first = small.index(True) if any(small) else -1
    text = str(view.say("Fewer than {number} people: not ranked", number=FEWEST_PARTICIPANTS))
    return [text if i == first else "" for i in range(len(places))]
