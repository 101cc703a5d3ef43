"""The texts that the script of the page puts together, with their places for values.

Where the page for boards says the same thing, it is the same text.
"""

from collections.abc import Mapping
from string import Formatter

from sesim.report.text.language import N_, Language

SCRIPT_TEXTS: Mapping[str, str] = {
    # The answer.
    "share": N_(
        "Of 100 people {who}, about {before} get a job of some kind by {end} with “{baseline}”. "
        "With “{scenario}” it is about {after}, that is, {difference}."
    ),
    "share_now": N_(
        "Of 100 people {who}, about {before} get a job of some kind by {end}. With “{scenario}” it "
        "is about {after}, that is, {difference}."
    ),
    "share_alike": N_(
        "Of 100 people {who}, about {before} get a job of some kind by {end} with “{baseline}”. "
        "With “{scenario}” it is about {after} as well, on average {difference}."
    ),
    "share_now_alike": N_(
        "Of 100 people {who}, about {before} get a job of some kind by {end}. With “{scenario}” it "
        "is about {after} as well, on average {difference}."
    ),
    "people": N_(
        "With “{scenario}” about {after} people get a job of some kind by {end} instead of "
        "{before}, {difference}. The change affects how many people are referred, so this page "
        "counts people here and not shares."
    ),
    "same": N_(
        "Of 100 people {who}, about {after} get a job of some kind by {end} with “{scenario}”. "
        "Choose something else, and see what differs."
    ),
    "sooner": N_(
        "How soon: within a year of enrolment, {after} of 100 have had a first job instead of "
        "{before}, {difference}."
    ),
    "sooner_alike": N_(
        "How soon: within a year of enrolment, about {after} of 100 have had a first job either "
        "way, on average {difference}."
    ),
    "how_many": N_(
        "For how many: about {after} people get a job instead of {before}, {difference}."
    ),
    "how_many_alike": N_(
        "For how many: about {after} people get a job either way, on average {difference}."
    ),
    "better": N_("Better in {number} of 100 simulated histories; a tie counts half."),
    # The same in a few words, for telephones, where the answer is far below the levers.
    "short": N_("{after} of 100 with a job instead of {before}: {reading}"),
    "short_people": N_("{after} people with a job instead of {before}: {reading}"),
    "short_same": N_("{after} of 100 with a job"),
    # A difference, as the page for boards words it.
    "fewer_about": N_("about {size} fewer"),
    "as_many": N_("about as many"),
    "more_about": N_("about {size} more"),
    "with_range": N_("{mean} ({between})"),
    "range": N_("{low} to {high}"),
    "range_across": N_("from {low} to {high}"),
    "fewer": N_("{size} fewer"),
    "more": N_("{size} more"),
    "read": N_("{change}: {reading}"),
    "reading_more": N_("points to more"),
    "reading_less": N_("points to fewer"),
    "reading_more_people": N_("points to more people"),
    "reading_less_people": N_("points to fewer people"),
    "reading_longer": N_("points to longer"),
    "reading_shorter": N_("points to shorter"),
    "reading_higher": N_("points to higher"),
    "reading_lower": N_("points to lower"),
    "reading_either": N_("could go either way"),
    "reading_none": N_("no difference"),
    "reading_unknown": N_("not known how sure"),
    "reading_missing": N_("not known"),
    # A hundred people.
    "hundred": N_(
        "Of 100 people, {both} get a job either way, {won} more get one with “{scenario}”, and "
        "{rest} get none."
    ),
    "hundred_lost": N_(
        "Of 100 people, {both} get a job either way, {lost} fewer get one with “{scenario}”, and "
        "{rest} get none."
    ),
    # The settings.
    "now": N_("As now"),
    "kept": N_("The settings that you kept"),
    "own": N_("Your own settings"),
    "too_many": N_(
        "Grey choices are not computed: at most {number} things differ from now at the same time. "
        "Set another one back first."
    ),
    "too_many_one": N_(
        "Grey choices are not computed: only one thing differs from now at a time. Set it back "
        "first."
    ),
    "not_together": N_("Grey choices are not possible together with the others."),
    "not_found": N_("The settings in the address are not on this page; it shows how it is now."),
    # Tables.
    "year_shown": N_("{year}: {before} and {after}"),
}
"""The texts by the names that the script knows."""


def script_texts(say: Language) -> dict[str, str]:
    """Return the texts in a language, with their places left open.

    >>> from sesim.report.text.language import language
    >>> script_texts(language("en"))["range"]
    '{low} to {high}'
    """
    return {name: _open(say, text) for name, text in SCRIPT_TEXTS.items()}


def _open(say: Language, text: str) -> str:
    """Return a translated text in which every place stands for itself."""
    places = {name: f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name}
    return say(text, **places).plain
