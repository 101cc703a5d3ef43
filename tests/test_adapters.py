"""Code of pages that needs a package which is no part of sesim: run where it is installed."""

import contextlib
import io
import runpy
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = runpy.run_path(str(ROOT / "docs" / "shown.py"))
HOW_TO = ROOT / "docs" / "how-to"
PAGES = ("calibration_in_arviz.md", "event_log_elsewhere.md", "other_tools.md")
LONGEST = 40
"""Lines of one adapter."""


def adapters(page: str) -> Iterator[tuple[set[str], str]]:
    """Yield the packages that each optional block of a page imports, and its code."""
    for block in SHOWN["blocks"](page):
        if block.language == "py":
            lines = [line.split() for line in block.text.splitlines()]
            named = {
                words[1].partition(".")[0] for words in lines if words[:1] in (["import"], ["from"])
            }
            yield named - {"sesim"}, block.text


@pytest.mark.parametrize("name", PAGES)
def test_adapters_are_short_and_compile(name: str) -> None:
    found = list(adapters((HOW_TO / name).read_text(encoding="utf-8")))

    assert found
    for packages, code in found:
        compile(code, name, "exec")
        assert packages
        assert len(code.splitlines()) < LONGEST


@pytest.mark.filterwarnings("ignore")  # those of the other packages are not ours
@pytest.mark.parametrize("name", PAGES)
def test_adapters_run_where_their_packages_are(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (HOW_TO / name).read_text(encoding="utf-8")
    blocks = [one for one in SHOWN["blocks"](page) if one.language in ("python", "py")]
    needed = {code: packages for packages, code in adapters(page)}
    ready = [one for one in blocks if all(map(find_spec, needed.get(one.text, ())))]
    if not any(one.text in needed for one in ready):
        pytest.skip(f"none of {', '.join(sorted(set().union(*needed.values())))} is installed")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "page"}
    said = io.StringIO()

    with contextlib.redirect_stdout(said):
        for block in ready:
            exec(compile(block.text, name, "exec"), names)  # noqa: S102

    assert said.getvalue()
