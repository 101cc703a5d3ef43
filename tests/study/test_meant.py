"""What was meant: programmes in any case and with any accents, and numbers as Swedes write them."""

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sesim import load_study
from sesim.cli.overrides import with_names
from sesim.study import StudyError, build
from sesim.study.meant import as_key, known_name, meant_number, near

TOWNS = {
    "Sävsjö": "savsjo",
    "GNOSJÖ": "gnosjo",
    "Nässjö": "nassjo",
    "Vetlanda": "vetlanda",
    "värnamo": "varnamo",
    "Jönköping IPS": "jonkoping_ips",
    "Gislaved-IPS": "gislaved_ips",
}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize(("written", "key"), TOWNS.items())
def test_a_town_is_found_however_it_is_written(form: Any, written: str, key: str) -> None:
    assert known_name(unicodedata.normalize(form, written), TOWNS.values()) == key
    assert known_name(unicodedata.normalize(form, written.upper()), TOWNS.values()) == key


@example("ß" * 80)
@given(st.text())
def test_a_name_written_as_a_key_stays_as_it_is(text: str) -> None:
    assert as_key(as_key(text)) == as_key(text)


@given(st.text())
def test_a_name_becomes_a_known_one_or_stays_as_it_is(text: str) -> None:
    assert known_name(text, TOWNS.values()) in {text, *TOWNS.values()}
    assert near(text, TOWNS.values()) in {None, *TOWNS.values()}


def test_two_names_that_are_one_without_accents_are_not_confused() -> None:
    assert known_name("VÄRNA", ["värna", "varna"]) == "VÄRNA"


@given(st.decimals(0, 9999, places=2, allow_nan=False))
def test_a_decimal_comma_means_the_same_number(given_number: Any) -> None:
    meant = meant_number(str(given_number).replace(".", ","))

    assert meant is not None
    assert float(meant) == float(given_number)


@given(st.text())
def test_what_is_meant_is_written_as_a_number_or_nothing(text: str) -> None:
    meant = meant_number(text)

    assert meant is None or float(meant) == float(meant)


@pytest.mark.parametrize("text", ["", "-", ",", "1,000", "1:30", "0b1", "0x10", "nan", "x" * 9999])
def test_where_it_is_not_clear_nothing_is_guessed(text: str) -> None:
    assert meant_number(text) is None


def test_a_study_names_programmes_by_their_keys() -> None:
    change = "{target: caseload_norm, programmes: [SÄVSJÖ], set: 30.0}"

    study = load_study(
        [
            "programmes=[Sävsjö,VETLANDA]",
            "Vetlanda.back_heaviness=0.2",
            f"scenario.changes=[{change}]",
        ]
    )

    assert list(study.programmes) == ["savsjo", "vetlanda"]
    assert study.settings.programmes == ("savsjo", "vetlanda")
    assert study.programmes["vetlanda"].back_heaviness == 0.2
    assert study.scenario.changes[0].programmes == ("savsjo",)


def test_only_the_programme_of_a_key_is_folded() -> None:
    assert with_names("Vetlanda.Back_heaviness=1", ["vetlanda"]) == "vetlanda.Back_heaviness=1"
    assert with_names("Scenario.name=x", ["vetlanda"]) == "Scenario.name=x"
    assert with_names("++Vetlanda.x=Vetlanda", ["vetlanda"]) == "++vetlanda.x=Vetlanda"


@pytest.mark.parametrize("name", ["=cmd()", "@x", "+a", "-a", "a\tb", "a\u202eb"])
def test_a_programme_cannot_be_called_like_a_formula(
    name: str, definitions: dict[str, Any]
) -> None:
    """Its name stands in every table, where a spreadsheet would work it out."""
    settings = {"programmes": [name], "start": "2012-01-01", "replications": 1, "seed": 1}

    with pytest.raises(StudyError, match="the name of a programme"):
        build(settings, {name: definitions["eksjo"]}, {"name": "x"}, {})
