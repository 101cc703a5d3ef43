"""Whether the lives of a simulated log are possible, by the rules that real records obey too."""

from collections.abc import Iterator

from tests.model.small_studies import Log, Row

from sesim.outcomes import events_frame, violations


def breaches(log: Log) -> Iterator[str]:
    """Yield one message for everything in a log that cannot happen to a person."""
    columns = dict(zip(Row._fields, map(list, zip(*log, strict=True)), strict=False))
    found = violations(events_frame({"here": columns}, 0), complete=True)
    for who, rule in zip(found["participant"], found["rule"], strict=True):
        yield f"{who}: {rule}"
