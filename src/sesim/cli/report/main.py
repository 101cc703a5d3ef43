"""The command `sesim-report`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-report FOLDER [--lang sv|en] [--png] [--slides] [--pdf]

Write the page for boards of a finished study or sweep: the question, the answer, the pictures
that carry it, what it costs, what is not known, and how it was made. It is also written at the
end of each run, unless figures=false or report=false. No results are changed.

  FOLDER          of a study (summary.csv, provenance.json), a sweep (jobs.csv), a search for a
                  plan (plans.csv) or a page to try (histories.parquet)
  --lang sv|en    one language; otherwise both
  --png           pictures as PNG too, for programs that show no SVG
  --slides        slides too, as a PowerPoint file; needs pip install 'sesim[slides]'
  --pdf           the page as PDF too; needs Chromium or WeasyPrint on this machine
  --version, --help

Results
  FOLDER/report.sv.html and FOLDER/report.en.html, each with everything inside: it can be sent,
  shown without a network, and printed on A4. The same pictures for slides, as SVG, are in
  FOLDER/figures/sv and FOLDER/figures/en. Slides and PDF: FOLDER/report.sv.pptx and
  FOLDER/report.sv.pdf. Of a page to try: whatif.sv.html and whatif.en.html.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    kept = "pages that were finished are there"
    return command.exit_status("sesim-report", arguments, HELP.rstrip, _perform, kept)


def _perform(arguments: list[str]) -> None:
    from sesim.cli.report.request import request_of

    request = request_of(arguments)
    from sesim.cli.report.perform import perform

    perform(request)


if __name__ == "__main__":
    main()
