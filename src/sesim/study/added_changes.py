"""A study's scenario with more changes, all from one day on, checked in every programme."""

from collections.abc import Iterable
from datetime import date

from sesim.study.errors import StudyError
from sesim.study.frozen import unchecked
from sesim.study.rules import ruled_out
from sesim.study.scenario import Change, Scenario
from sesim.study.study import Study


def with_changes(study: Study, day: date, changes: Iterable[Change]) -> Scenario:
    """Return the study's scenario with more changes.

    Args:
        study: what is changed; the changes of its own scenario keep their days.
        day: from which the added changes hold.
        changes: which are added, without days of their own.

    Raises:
        StudyError: they lead to a value that is not allowed; the messages begin with the value.
    """
    before, start = study.scenario, study.settings.start
    own = (unchecked(one, since=one.since or before.since or start) for one in before.changes)
    scenario = unchecked(before, since=day, changes=(*own, *changes))
    changed = unchecked(study, scenario=scenario)
    problems: list[str] = []
    try:
        for name in study.programmes:
            changed.regimes(name)
    except StudyError as error:
        # The places that it names, `scenario.changes.3`, are nowhere in the user's files.
        problems = [one.partition(": ")[2] for one in error.problems]
    if problems := problems or list(ruled_out(changed)):
        raise StudyError(problems)
    return scenario
