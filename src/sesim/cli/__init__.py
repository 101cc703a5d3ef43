"""The command line: the only part that knows Hydra.

Each command has a folder, and each folder the same three modules:

* `main.py`: the command's name, its help and its exit status. It imports next to nothing, so that
  `--help` is quick.
* `request.py`: `request_of(arguments)` turns arguments into a request that is checked and frozen.
  It runs and writes nothing, and reports all errors together as a `StudyError`.
* `perform.py`: `perform(request)` does what the request asks for and returns what was made.

What only one command needs stands in its folder; what several need stands here.
"""
