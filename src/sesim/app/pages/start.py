"""The first page: programmes and results."""

from sesim.app.asking import Answer, Ask, Show
from sesim.app.results import all_results, unfinished


def show(ask: Ask) -> Answer:
    """Show what there is."""
    values = {
        "own": list(ask.workspace.programmes()),
        "shipped": list(ask.workspace.shipped()),
        "results": all_results(ask.workspace.folder),
        "unfinished": unfinished(ask.workspace.folder),
    }
    return Show("start.html.j2", values)
