"""The command `sesim-report`. Whatever is slow to import is imported when it is needed."""

import sys
from pathlib import Path

from sesim import messages
from sesim.cli import command

HELP = """\
sesim-report FOLDER [--lang sv|en]

Write the page for boards of a finished study or sweep: the question, the answer, the pictures
that carry it, what it costs, what is not known, and how it was made. It is also written at the
end of each run, unless figures=false or report=false. No results are changed.

  FOLDER          of a study (summary.csv, provenance.json) or a sweep (jobs.csv)
  --lang sv|en    one language; otherwise both
  --version, --help

Results
  FOLDER/report.sv.html and FOLDER/report.en.html, each with everything inside: it can be sent,
  shown without a network, and printed on A4. The same pictures, as SVG and PNG, are in
  FOLDER/figures/sv and FOLDER/figures/en.
  Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Do what the arguments say and return the exit status; `sesim.cli.command` says which."""
    kept = "pages that were finished are there"
    return command.exit_status("sesim-report", arguments, HELP.rstrip, _perform, kept)


def _perform(arguments: list[str]) -> None:
    from sesim.cli.report.perform import publish
    from sesim.cli.terminal import from_here, print_result

    folder, languages = _asked(arguments)
    pages = publish(folder, languages)
    print_result("\n".join(f"Report: {from_here(page)}" for page in pages), folder)


def _asked(arguments: list[str]) -> tuple[Path, list[str]]:
    """Return the folder and the languages that are asked for.

    Raises:
        OutputError: they cannot be told.
    """
    from sesim.cli.command import Parser
    from sesim.messages import reason
    from sesim.report.text.language import LANGUAGES
    from sesim.runs.errors import OutputError
    from sesim.study import StudyError

    parser = Parser(prog="sesim-report", add_help=False, allow_abbrev=False)
    parser.add_argument("folder", nargs="*")
    parser.add_argument("--lang")
    try:
        asked = parser.parse_args(arguments)
    except StudyError as error:
        raise OutputError(error.problems[0]) from None
    if len(asked.folder) != 1:
        raise OutputError(f"FOLDER: name one (got {len(asked.folder)}); see sesim-report --help")
    if asked.lang is not None and asked.lang not in LANGUAGES:
        raise OutputError(
            f"--lang: should be {' or '.join(LANGUAGES)} (got {messages.value(asked.lang)})"
        )
    if not asked.folder[0].strip():
        raise OutputError("FOLDER: should name a folder (got '')")
    try:
        folder = Path(asked.folder[0]).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(f"FOLDER: {asked.folder[0]}: {reason(error)}") from None
    return folder, [asked.lang] if asked.lang else list(LANGUAGES)


if __name__ == "__main__":
    main()
