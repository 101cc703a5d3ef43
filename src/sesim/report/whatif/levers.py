"""The levers in words: what each is called, its values, and what it assumes."""

from collections.abc import Iterable, Iterator, Mapping
from math import isnan
from typing import Any, NamedTuple

from sesim.report.text.fields import FIELDS, value_in_words
from sesim.report.text.grades import GRADES, grade_in_words
from sesim.report.text.language import N_, Language, Phrase, capitalised, joined
from sesim.report.text.names import display_names
from sesim.report.text.units import Unit, number_in_words
from sesim.report.whatif.shown import ShownGrid, ShownLever, ShownOption

POSTS, PLACEMENTS = "posts", "placement_length"

MONTHS = FIELDS["placement.months"]


class LeverWords(NamedTuple):
    """A lever for readers.

    Attributes:
        title: what it is called.
        what: what its values mean.
        assumes: what the model assumes of it, a sentence each.
    """

    title: str
    what: str
    assumes: tuple[str, ...]


LEVERS: Mapping[str, LeverWords] = {
    "back_heaviness": LeverWords(
        N_("Preparation before the job search"),
        N_("How much of the mapping and the social work must be done before the search begins."),
        (
            N_(
                "It is uncertain how many new problems emerge in preparation, and whether people "
                "gain or lose by it."
            ),
        ),
    ),
    PLACEMENTS: LeverWords(
        N_("Length of a placement"),
        N_("How long a placement (work experience) is planned for."),
        (
            N_(
                "We assume that people can be hired in any month of a placement, at a rate from "
                "other groups."
            ),
        ),
    ),
    POSTS: LeverWords(
        N_("Coaches’ posts"),
        N_("How much working time there is, and how it is divided."),
        (
            N_("More or less working time is spread over all posts in proportion."),
            N_(
                "How many hours each post takes for itself, and how much a small one loses by "
                "switching, are guesses."
            ),
        ),
    ),
    "motivation_policy": LeverWords(
        N_("If someone is not motivated"),
        N_("What follows for people who turn out not to be motivated."),
        (
            N_("How many become motivated, and how many hours it takes, are guesses."),
            N_(
                "What another measure gives the people who are discharged is not included; look at "
                "everyone referred."
            ),
        ),
    ),
    "employer_focus": LeverWords(
        N_("Employer contacts"),
        N_("How much of the full pace of employer contacts coaches keep up."),
        (
            N_(
                "We assume that training makes all coaches as active as the most active are now; "
                "its cost is not included."
            ),
        ),
    ),
    "caseload_norm": LeverWords(
        N_("Most participants per full-time post"),
        N_("When all places are taken, the next person waits."),
        (
            N_(
                "Studies disagree about the size of caseloads, and nothing changes where there are "
                "free places."
            ),
        ),
    ),
}

SPLITS: Mapping[str, str] = {
    "whole": N_("the same time in full-time posts"),
    "halves": N_("the same time in half-time posts"),
    "quarters": N_("the same time in quarter-time posts"),
}

TABS: Mapping[str, str] = {
    "ways": N_("Ways of working"),
    "caseload": N_("Caseload"),
}


def levers_in_words(
    say: Language, levers: Iterable[ShownLever], titles: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield each lever as plain data for a page and its script.

    Args:
        say: the language.
        levers: in the order of the page.
        titles: of the programmes, by their names.
    """
    for lever in levers:
        words = LEVERS[lever.name]
        yield {
            "name": lever.name,
            "title": say(words.title).plain,
            "what": say(words.what).plain,
            "assumes": [say(one).plain for one in words.assumes],
            "rests": say(
                "The size of the effect rests on {grade}.", grade=grade_in_words(say, lever.grade)
            ).plain,
            "weakness": list(GRADES).index(lever.grade),
            "each": _each(say, lever, titles).plain,
            "now": lever.now,
            "options": [
                {
                    "code": option.code,
                    "label": _beside(say, lever, option).plain,
                    "phrase": _phrase(say, lever, option.value).plain,
                }
                for option in lever.options
            ],
            "impossible": _impossible(say, lever).plain,
        }


def tabs_in_words(say: Language, shown: ShownGrid) -> list[dict[str, Any]]:
    """Return the tabs as plain data; those of a user's own settings have their own names."""
    return [
        {
            "name": name,
            "title": say(TABS[name]).plain if name in TABS else capitalised(name).plain,
            "levers": list(places),
        }
        for name, places in shown.tabs.items()
    ]


def _beside(say: Language, lever: ShownLever, option: ShownOption) -> Phrase:
    """Return an option as it stands beside its button."""
    if not option.is_now:
        return _label(say, lever, option.value)
    if option.value is None or (lever.name == PLACEMENTS and isnan(lever.size)):
        return say("As now in each programme")
    return say("{value} (as now)", value=_label(say, lever, option.value))


def _each(say: Language, lever: ShownLever, titles: Mapping[str, str]) -> Phrase:
    """Return how it is now in each of several programmes; nothing where all are alike."""
    if len(set(lever.each.values())) == 1 and not (lever.name == POSTS and len(lever.each) > 1):
        return Phrase("")
    names = display_names(titles, titles)
    found = [
        say("{programme}: {value}", programme=names[name], value=_own(say, lever.name, value))
        for name, value in lever.each.items()
    ]
    return say("Now: {values}.", values=joined(found, "; "))


def _own(say: Language, name: str, value: float | int | str) -> Phrase:
    """Return a programme's own value."""
    if name == PLACEMENTS:
        return number_in_words(say, Unit.MONTHS, value)
    if name == POSTS:
        posts = round(float(value), 6)
        return say.many(
            "{number} full-time post", "{number} full-time posts", posts, number=say.exact(posts)
        )
    return value_in_words(say, name, value)


def _label(say: Language, lever: ShownLever, value: float | int | str | None) -> Phrase:
    """Return a value in few words."""
    match lever.name:
        case "placement_length" if isnan(lever.size):
            return say("{times} times as long as now", times=say.exact(float(value or 0.0)))
        case "placement_length":
            return number_in_words(say, Unit.MONTHS, round(lever.size * float(value or 0.0), 6))
        case "posts":
            return _posts(say, lever, value)
    return capitalised(value_in_words(say, lever.name, value))


def _phrase(say: Language, lever: ShownLever, value: float | int | str | None) -> Phrase:
    """Return a value as it stands in a list of what is changed."""
    match lever.name:
        case "placement_length" if isnan(lever.size):
            times = say.exact(float(value or 0.0))
            return say("placements are {times} times as long as now", times=times)
        case "placement_length":
            return say(MONTHS.sentence, value=_label(say, lever, value))
        case "posts":
            return _posts(say, lever, value)
    return say(FIELDS[lever.name].sentence, value=value_in_words(say, lever.name, value))


def _posts(say: Language, lever: ShownLever, value: float | int | str | None) -> Phrase:
    """Return how many posts there are, or how the same time is divided."""
    if isinstance(value, str):
        return say(SPLITS[value])
    posts = round(lever.size + (value or 0.0), 6)
    return say.many(
        "{number} full-time post in all", "{number} full-time posts in all", posts,
        number=say.exact(posts),
    )  # fmt: skip


def _impossible(say: Language, lever: ShownLever) -> Phrase:
    """Return which values this programme cannot have; nothing if it can have all."""
    if not lever.impossible:
        return Phrase("")
    values = joined([_label(say, lever, value) for value in lever.impossible], "; ")
    return say("Not possible here: {values}.", values=values)
