"""Counts beside simulated figures, in words: published ones, own ones, or both together.

Whose they are is decided where the page's data come from.
"""

from typing import NamedTuple

from sesim.report.board.view import View
from sesim.report.text.language import N_

PUBLISHED, OWN, BOTH = "published", "own", "both"


class CountedWords(NamedTuple):
    """What counts are called, each with `{observed}` or what its name says.

    Attributes:
        figure: the count, as a sentence.
        as_it_was: the same, if the study is a what-if.
        outside: the same, if it lies outside the range; with `{where}`.
        differs, agrees: the message of the picture, with `{share}`.
        legend, legend_as_it_was: of the diamonds.
        diamonds, diamonds_as_it_was: what they are, as a sentence.
        row, row_as_it_was: a row in words, with `{place}` and `{mean}`.
        label: beside a diamond, with `{number}`.
        head, head_as_it_was: of a column of the table.
    """

    figure: str
    as_it_was: str
    outside: str
    differs: str
    agrees: str
    legend: str
    legend_as_it_was: str
    diamonds: str
    diamonds_as_it_was: str
    row: str
    row_as_it_was: str
    label: str
    head: str
    head_as_it_was: str


WORDS = {
    PUBLISHED: CountedWords(
        N_("The published figure is {observed} of 100."),
        N_("Published, for the programme as it was: {observed} of 100."),
        N_(
            "The published figure is {observed} of 100, outside the range: the model explains only "
            "a part of what happened in {where}."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, but {observed} according to the "
            "published figures."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, and {observed} according to the "
            "published figures."
        ),
        N_("◆ published"),
        N_("◆ published,\nas it was"),
        N_("Diamonds: published figures."),
        N_("Diamonds: published figures, for the programmes as they were."),
        N_("{place}: {mean} of 100, published {observed}."),
        N_("{place}: {mean} of 100; published, as it was: {observed}."),
        N_("{number} published"),
        N_("Published, of 100"),
        N_("Published, as it was, of 100"),
    ),
    OWN: CountedWords(
        N_("According to own counts it is {observed} of 100."),
        N_("According to own counts, for the programme as it was: {observed} of 100."),
        N_(
            "According to own counts it is {observed} of 100, outside the range: the model "
            "explains only a part of what happened in {where}."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, but {observed} according to own "
            "counts."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, and {observed} according to own "
            "counts."
        ),
        N_("◆ own counts"),
        N_("◆ own counts,\nas it was"),
        N_("Diamonds: own counts."),
        N_("Diamonds: own counts, for the programmes as they were."),
        N_("{place}: {mean} of 100, own counts {observed}."),
        N_("{place}: {mean} of 100; own counts, as it was: {observed}."),
        N_("{number} by own count"),
        N_("Own counts, of 100"),
        N_("Own counts, as it was, of 100"),
    ),
    BOTH: CountedWords(
        N_("According to published figures and own counts it is {observed} of 100."),
        N_(
            "According to published figures and own counts, for the programmes as they were: "
            "{observed} of 100."
        ),
        N_(
            "According to published figures and own counts it is {observed} of 100, outside the "
            "range: the model explains only a part of what happened in {where}."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, but {observed} according to "
            "published figures and own counts."
        ),
        N_(
            "Of 100 enrolled, {share} get a job in the simulation, and {observed} according to "
            "published figures and own counts."
        ),
        N_("◆ counted"),
        N_("◆ counted,\nas it was"),
        N_("Diamonds: published figures, and own counts."),
        N_("Diamonds: published figures, and own counts, for the programmes as they were."),
        N_("{place}: {mean} of 100, counted {observed}."),
        N_("{place}: {mean} of 100; counted, as it was: {observed}."),
        N_("{number} counted"),
        N_("Counted, of 100"),
        N_("Counted, as it was, of 100"),
    ),
}


def words_of(view: View, place: str | None = None) -> CountedWords:
    """Return what counts are called that stand beside the figures of a place, or of all.

    Args:
        view: the page's data.
        place: a programme or an area; None for everything that has counts.
    """
    return WORDS[counts_of(view, place)]


def counts_of(view: View, place: str | None = None) -> str:
    """Return whose the counts of a place are: `PUBLISHED`, `OWN` or `BOTH`."""
    known = view.data.counts_of
    if place is not None:
        return str(known.get(place, PUBLISHED))
    table = view.data.summary
    shown = table.loc[table["observed"].notna(), "programme"].unique()
    found = {str(known.get(area, PUBLISHED)) for area in shown}
    return found.pop() if len(found) == 1 else BOTH if found else PUBLISHED
