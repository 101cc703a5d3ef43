"""In words: what the size of an effect rests on."""

from sesim.report.text.language import N_, Language, Phrase

GRADES = {
    "counted": N_("counts in these programmes"),
    "studied": N_("studies elsewhere, among other people"),
    "assumption": N_("assumptions: no one has measured it"),
}
"""By the grades of a scenario; of a change of your own there is none."""


def grade_in_words(say: Language, grade: str) -> Phrase:
    """Return what the size of an effect rests on, as it stands after "rests on".

    >>> from sesim.report.text.language import language
    >>> grade_in_words(language("en"), "studied").plain
    'studies elsewhere, among other people'
    """
    return say(GRADES[grade]) if grade else say("no stated evidence: it is your own change")
