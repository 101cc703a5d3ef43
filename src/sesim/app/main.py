"""The command `sesim-app`. Slow imports are deferred until needed."""

import sys

from sesim.cli import command

HELP = """\
sesim-app [FOLDER] [--lang sv|en] [--port NUMBER] [--no-browser] [--address URL]
          [--token-file FILE]

Open sesim in your browser: describe a programme, see what the model makes of it, try changes, and
plan backwards from a goal. Everything stays on this machine.

  FOLDER           where programmes, alternatives and results are kept, in the same files as those
                   of the other commands (~/sesim); it is made if it is not there
  --lang sv|en     language of the first page; without it, that of your browser
  --port NUMBER    of the address; otherwise one that is free
  --no-browser     show the address, and open no browser
  --address URL    what others call the server, if it stands behind one with a login
                   (https://sesim.example.org); read the how-to about it first
  --token-file FILE
                   keep the secret part of the address in a file, so that it is the same after a
                   restart; the file is made if it is not there
  --version, --help

Ctrl-C ends it. A run ends when its page is closed.
Exit status: 0 done, 1 failed, 2 bad input.
"""


def main() -> None:
    """Run the command line and end the process with its exit status."""
    sys.exit(exit_status(sys.argv[1:]))


def exit_status(arguments: list[str]) -> int:
    """Perform the command and return its exit status, as `sesim.cli.command` defines it."""
    kept = "what was saved is in the folder"
    return command.exit_status("sesim-app", arguments, HELP.rstrip, _perform, kept)


def _perform(arguments: list[str]) -> None:
    from sesim.app.request import request_of

    request = request_of(arguments)
    from sesim.app.serve import serve

    serve(request)


if __name__ == "__main__":
    main()
