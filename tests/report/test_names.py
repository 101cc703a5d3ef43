"""Names for readers."""

import pytest

from sesim.report.text.names import display_names, shortened


def test_titles_are_cut_at_the_dash() -> None:
    titles = {"eksjo": "Eksjö – Jobb i stället för aktivitetsersättning"}

    assert display_names(["eksjo"], titles) == {"eksjo": "Eksjö"}


def test_two_programmes_of_one_municipality_keep_their_titles() -> None:
    titles = {"gislaved": "Gislaved – SE", "gislaved_ips": "Gislaved – IPS", "habo": "Habo – SE"}

    assert display_names(titles, titles) == {
        "gislaved": "Gislaved – SE",
        "gislaved_ips": "Gislaved – IPS",
        "habo": "Habo",
    }


def test_areas_have_names_and_the_rest_is_made_readable() -> None:
    found = display_names(["sodra_vatterbygden", "county", "my_programme"], {})

    assert list(found.values()) == ["Södra Vätterbygden", "All together", "My programme"]


def test_a_title_that_is_given_wins() -> None:
    assert display_names(["county"], {"county": "Länet"}) == {"county": "Länet"}


@pytest.mark.parametrize("letters", [9, 17, 26, 80])
def test_a_long_name_keeps_both_its_ends(letters: int) -> None:
    name = "vetlanda.back_heaviness=0.5"

    found = shortened(name, letters)

    assert len(found) <= letters
    assert (found == name) is (letters >= len(name))
    assert (found[0], found[-1]) == (name[0], name[-1])
