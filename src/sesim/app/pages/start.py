"""The first page: programmes and results."""

from sesim.app.asking import Answer, Ask, Show
from sesim.app.results import all_results, unfinished, what_it_is


def show(ask: Ask) -> Answer:
    """Show what there is."""
    values = {
        "own": list(ask.workspace.programmes()),
        "shipped": list(ask.workspace.shipped()),
        "results": [
            (one, what_it_is(ask.workspace, one.path, ask.say))
            for one in all_results(ask.workspace.folder)
        ],
        "unfinished": unfinished(ask.workspace.folder),
    }
    return Show("start.html.j2", values)
