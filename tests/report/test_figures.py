"""Figures: what they show agrees with the tables, nothing is cut off, bytes are repeatable."""

import math
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sesim.outcomes import Window, events_frame, measure, participants_table, summarise
from sesim.outcomes.curves import first_job_curves, levels
from sesim.report import draw
from sesim.report.caseloads import caseload
from sesim.report.first_jobs import first_job
from sesim.report.names import display_names
from sesim.report.shares import employed_share
from sesim.report.style import house_style

MONTHS = np.arange(0, 36.5, 0.5)


@pytest.fixture
def shares(made: Any, settings: Any) -> Callable[..., Figure]:
    def figure(titles: dict[str, str] = settings["titles"], **changes: Any) -> Figure:
        summary = made.summary.assign(**changes)
        names = display_names(summary["programme"].unique(), titles)
        with house_style():
            return employed_share(summary, list(settings["areas"]), names, 0.9)

    return figure


def message(figure: Figure) -> str:
    return figure.texts[0].get_text().replace("\n", " ")


def cut_off(figure: Figure) -> list[str]:
    """Return the texts that do not lie wholly inside the figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    outside = []
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent(canvas.get_renderer())
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        if text.get_text() and text.get_visible() and not inside:
            outside.append(text.get_text())
    return outside


def test_the_same_results_give_the_same_bytes_in_another_process(
    made: Any, settings: Any, tmp_path: Path
) -> None:
    tables = (made.summary, made.people, made.events)
    job = tmp_path / "job.pickle"
    job.write_bytes(pickle.dumps((tables, {**settings, "folder": tmp_path / "there"})))
    program = (
        "import pickle, sys; from pathlib import Path; from sesim.report import draw\n"
        "tables, settings = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "draw(*tables, **settings)"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "17"}
    subprocess.run([sys.executable, "-c", program, str(job)], check=True, env=elsewhere)

    paths = draw(*tables, **settings, folder=tmp_path / "here")

    assert [path.name for path in paths] == [
        "employed_share.png", "employed_share.svg", "first_job.png", "first_job.svg",
        "caseload.png", "caseload.svg",
    ]  # fmt: skip
    for path in paths:
        assert path.stat().st_size > 5000
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


def test_settings_of_matplotlib_are_left_alone() -> None:
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["font.family"] == ["DejaVu Sans"]
    assert dict(mpl.rcParams) == before


def test_the_share_axis_is_whole_and_programmes_are_sorted(shares: Any) -> None:
    axes = shares().axes[0]

    assert axes.get_xlim() == (0.0, 1.0)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["Gnosjö", "Eksjö", "Sävsjö", "All together"]
    assert axes.yaxis_inverted()


def test_marks_are_where_the_table_says(shares: Any, made: Any) -> None:
    rows = made.summary.query("outcome == 'employed_share' and group == 'all'")
    rows = rows.set_index("programme").loc[["gnosjo", "eksjo", "savsjo", "county"]]
    bars, simulated, published = shares().axes[0].collections

    assert simulated.get_offsets()[:, 0].tolist() == rows["mean"].tolist()
    known = published.get_offsets()[:, 0]
    assert [x for x in np.ma.filled(known, np.nan) if not math.isnan(x)] == [0.39, 0.16, 0.41]
    ends = [tuple(segment[:, 0]) for segment in bars.get_segments()]
    assert ends == list(zip(rows["low"], rows["high"], strict=True))


def test_the_message_of_shares_follows_the_numbers(shares: Any, made: Any) -> None:
    rows = made.summary.query("outcome == 'employed_share' and group == 'all'")
    inside = rows.query("programme in ['eksjo', 'savsjo'] and low <= observed <= high")

    assert f"in {len(inside)} of 2 programmes" in message(shares())
    assert "in 0 of 2 programmes" in message(shares(low=0.9, high=1.0))
    assert "(Sävsjö)" in message(shares(observed=np.nan))


@pytest.mark.parametrize(
    "titles",
    [
        {},
        {"eksjo": "Samordnade insatser för arbetslivsinriktad rehabilitering i Eksjö och Tranås"},
    ],
)
def test_nothing_is_cut_off(made: Any, settings: Any, shares: Any, titles: Any) -> None:
    names = display_names([*settings["areas"], "county", "hoglandet", "finnveden"], titles)
    curves = first_job_curves(
        made.people, settings["window"].horizon, settings["areas"], None, MONTHS
    )
    over_time = levels(made.events, made.people, None, [0.0, 100.0, 280.0])
    with house_style():
        figures = [
            shares(titles),
            first_job(curves, names, 0.9),
            caseload(over_time, settings["window"], 0.9, 35.0),
        ]

    assert [cut_off(figure) for figure in figures] == [[], [], []]


def test_a_text_that_is_cut_off_would_be_found() -> None:
    figure = Figure(figsize=(2.0, 1.0))
    figure.text(0.5, 0.5, "much too long for such a small figure")

    assert len(cut_off(figure)) == 1


def test_curves_agree_with_the_outcomes(made: Any, settings: Any) -> None:
    """Two routes to the same number: the curve at 12 months and the outcome of that name."""
    curves = first_job_curves(
        made.people, settings["window"].horizon, settings["areas"], None, [12.0]
    )
    by_curve = curves.set_index(["replication", "programme"])["share"].sort_index()
    wanted = made.measures.query("outcome == 'first_job_by_12_months' and group == 'all'")
    wanted = wanted[wanted["programme"].isin(["hoglandet", "finnveden", "county"])]
    wanted = wanted.astype({"programme": str}).set_index(["replication", "programme"])

    pd.testing.assert_series_equal(
        by_curve, wanted["value"].sort_index(), check_names=False, check_index_type=False
    )


def test_levels_at_the_end_agree_with_the_outcomes(made: Any, settings: Any) -> None:
    over_time = levels(made.events, made.people, None, [settings["window"].horizon])
    wanted = made.measures.query("programme == 'county' and group == 'all'")
    wanted = wanted.pivot_table(
        index="replication", columns="outcome", values="value", observed=True
    )

    assert over_time["enrolled"].tolist() == wanted["ongoing"].tolist()
    assert over_time["waiting"].tolist() == wanted["waiting"].tolist()
    assert over_time["fte"].tolist() == [1.5] * 6


def test_only_counted_programmes_are_added_up(made: Any, settings: Any) -> None:
    everywhere = levels(made.events, made.people, None, [200.0])
    parts = [levels(made.events, made.people, [name], [200.0]) for name in settings["areas"]]

    assert everywhere["enrolled"].tolist() == sum(part["enrolled"] for part in parts).tolist()
    assert parts[0]["fte"].tolist() == [0.5] * 6
    assert levels(made.events, made.people, [], [200.0])["enrolled"].sum() == 0


def test_the_curve_and_its_message(made: Any, settings: Any) -> None:
    curves = first_job_curves(
        made.people, settings["window"].horizon, settings["areas"], None, MONTHS
    )
    names = display_names(["county", "hoglandet", "finnveden"], {})
    at = curves.query("months == 12").groupby("programme")["share"].mean()
    with house_style():
        figure = first_job(curves, names, 0.9)

    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["All together", "Höglandet", "Finnveden"]
    assert {axes.get_ylim() for axes in figure.axes} == {(0.0, 1.0)}
    assert f"{100 * at['county']:.0f}% have had a first job" in message(figure)
    assert f"from {100 * at['hoglandet']:.0f}% in Höglandet" in message(figure)


def test_one_forbund_is_not_drawn_twice(made: Any, settings: Any) -> None:
    curves = first_job_curves(
        made.people, settings["window"].horizon, settings["areas"], ["eksjo"], MONTHS
    )
    with house_style():
        figure = first_job(curves, display_names(["county"], {}), 0.9)

    assert len(figure.axes) == 1


def test_a_month_that_few_histories_reach_is_not_drawn(made: Any, settings: Any) -> None:
    curves = first_job_curves(
        made.people, settings["window"].horizon, settings["areas"], None, MONTHS
    )
    curves.loc[(curves["months"] > 18) & (curves["replication"] > 1), "share"] = np.nan
    with house_style():
        line = first_job(curves, {}, 0.9).axes[0].lines[0]

    assert max(line.get_xdata()) == 18.0
    assert line.axes.get_xlim() == (0.0, 36.0)


def test_a_published_number_beyond_the_simulated_ones_is_inside_the_plot(
    made: Any, settings: Any
) -> None:
    over_time = levels(made.events, made.people, None, [0.0, 100.0, 280.0])
    with house_style():
        figure = caseload(over_time, settings["window"], 0.9, 500.0)

    assert figure.axes[0].get_ylim()[1] > 500
    assert cut_off(figure) == []


@pytest.mark.parametrize("rows", [0, 1])
def test_a_study_in_which_nobody_came(settings: Any, tmp_path: Path, rows: int) -> None:
    """Three weeks of one programme, with a post at most."""
    log: dict[str, list[Any]] = {"participant": [-1], "time": [0.0], "kind": ["post_changed"]}
    log |= {"coach": ["coach_1"], "fte": [0.5]}
    window, areas = Window(date(2017, 1, 1), 3.0), {"eksjo": "hoglandet"}
    events = events_frame({"eksjo": {name: values[:rows] for name, values in log.items()}}, 0)
    people = participants_table(events, 3.0)
    summary = summarise(measure(events, people, window, areas, None, [0]), "baseline", 0.9, {})

    paths = draw(summary, people, events, window, areas, settings["titles"], tmp_path)

    assert len(paths) == 6
    with house_style():
        figure = caseload(levels(events, people, None, [0.0, 3.0]), window, 0.9)
    assert message(figure).startswith("At the end 0 people" if rows else "Nothing happened")
    assert not any("nan" in text.get_text() for text in figure.findobj(mpl.text.Text))
