"""In which order pictures show programmes: by area, never by how well they do."""

from collections.abc import Iterable, Sequence

from sesim.outcomes import COUNTY
from sesim.report.board.view import FEWEST_PARTICIPANTS, View
from sesim.report.text.language import Phrase

STAR = " *"
"""Marks a programme of so few people that chance decides much."""


def by_area(view: View, places: Iterable[str]) -> list[str]:
    """Return programmes by area, in the order of the files; all together stands first."""
    areas = list(dict.fromkeys(view.data.areas.get(name, "") for name in view.data.titles))

    def rank(place: str) -> int:
        return -1 if place == COUNTY else areas.index(view.data.areas.get(place, ""))

    return sorted(places, key=rank)


def notes(view: View, places: Sequence[str]) -> list[str]:
    """Return the note above each row: the name of an area above its first programme."""
    areas = [view.data.areas.get(place, "") for place in places]
    if len(set(filter(None, areas))) < 2:
        return [""] * len(places)
    return [
        view.names.get(area, area) if area and area not in areas[:i] else ""
        for i, area in enumerate(areas)
    ]


def labels(view: View, places: Sequence[str], group: str) -> list[str]:
    """Return the names of programmes, those of few people with a star if there are others."""
    several = len(places) > 1
    return [
        f"{view.names[it]}{STAR * (several and it != COUNTY and view.is_small(it, group))}"
        for it in places
    ]


def about_stars(view: View, places: Sequence[str], group: str) -> Phrase:
    """Say what a star means, if there is one."""
    if not any(label.endswith(STAR) for label in labels(view, places, group)):
        return Phrase("")
    return view.say("* fewer than {number} people", number=FEWEST_PARTICIPANTS)
