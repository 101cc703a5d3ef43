"""Figures of notebooks: with words for the blind, stamped if they are examples, else kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from sesim.report.figures.plates import QUICK, Plate, Plates, outputs


@pytest.fixture
def figure() -> Iterator[Figure]:
    with plt.rc_context():
        made, axes = plt.subplots(figsize=(3, 2))
        axes.plot([0, 1], [0, 1])
        yield made
    plt.close("all")


def test_a_plate_shows_itself_with_its_words() -> None:
    plate = Plate('<?xml?>\n<svg width="1pt"><path d="M 0 0"/></svg>', 'Eksjö "first" & <second>')
    address = re.search(r'src="data:image/svg\+xml,([^"]*)"', plate._repr_html_())

    assert 'alt="Eksjö &quot;first&quot; &amp; &lt;second&gt;"' in plate._repr_html_()
    assert address is not None
    assert unquote(address[1]) == '<svg width="1pt"><path d="M 0 0"/></svg>'
    assert repr(plate) == 'Eksjö "first" & <second>'


def test_a_quick_figure_is_stamped_and_not_kept(
    figure: Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Plates.of("00_name", is_full=False).show(figure, "line", "A line.")

    assert [text.get_text() for text in figure.texts] == [QUICK]
    assert list(tmp_path.iterdir()) == []
    assert plt.get_fignums() == []  # Jupyter would show it once more


def test_a_full_figure_is_kept_as_vectors(
    figure: Figure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plates = Plates.of("00_name", is_full=True)
    plates.show(figure, "line", "A line.")
    first = {path.name: path.read_bytes() for path in sorted((plates.folder or tmp_path).iterdir())}
    plates.show(figure, "line", "A line.")

    assert plates.folder == tmp_path / "outputs" / "notebooks" / "00_name"
    assert list(first) == ["line.pdf", "line.svg"]
    assert first == {path.name: path.read_bytes() for path in sorted(plates.folder.iterdir())}
    assert figure.texts == []


def test_figures_are_kept_in_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "calibrate.yaml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")

    assert outputs() == tmp_path / "outputs"
