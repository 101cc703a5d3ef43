"""What can be made beside a page: slides, and the page as PDF, where the means are at hand."""

import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from sesim.cli.report.request import Extras
from sesim.messages import reason
from sesim.runs.errors import OutputError, RunError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names of the browser that prints, the first that is there."""

SECONDS = 120
"""After so long a browser that does not end has failed."""

Print = Callable[[Path, Path], None]


def check(extras: Extras) -> None:
    """Refuse what cannot be made here, before anything is made.

    Raises:
        OutputError: a library or a program is missing.
    """
    if extras.slides and find_spec("pptx") is None:
        raise OutputError("--slides: needs python-pptx: pip install 'sesim[slides]'")
    if extras.pdf and printer() is None:
        raise OutputError(
            "--pdf: needs Chromium or WeasyPrint on this machine; without them, print the page "
            "from your browser"
        )


def printer() -> Print | None:
    """Return what prints a page as PDF; None if nothing here can."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser:
        return lambda page, file: _print_by_browser(browser, page, file)
    return _print_by_weasyprint if find_spec("weasyprint") else None


def _print_by_browser(browser: str, page: Path, file: Path) -> None:
    """Print with Chromium, which tags the text for those who listen to it.

    Raises:
        RunError: it failed, or took too long.
    """
    with TemporaryDirectory(prefix="sesim-print-") as own:
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--disable-quic",
            f"--user-data-dir={own}", "--no-pdf-header-footer", "--export-tagged-pdf",
            "--generate-pdf-document-outline", f"--print-to-pdf={file}", page.as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to run as root with it
        try:
            done = subprocess.run(  # noqa: S603 - a browser, and a page of our own
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise RunError(f"the PDF cannot be made: {reason(error)}") from error
    if done.returncode or not file.is_file():
        raise RunError(f"the PDF cannot be made: {browser} ended with status {done.returncode}")


def _print_by_weasyprint(page: Path, file: Path) -> None:
    from weasyprint import HTML

    HTML(filename=str(page)).write_pdf(str(file), pdf_variant="pdf/ua-1")
