"""Who today's people may be: each is given the state of a simulated person like them.

The programme is simulated from its own first day until today, with luck of its own. Each person
of the caseload then takes the state of one of its people at the same time in the same phase:
employability, motivation, hours received and needed. So the state is one that is likely given
that a person has, say, searched for so long without success, with the load that the coaches had.
What happens afterwards is new luck.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from math import log
from typing import Any, NamedTuple

from simpy import Event

from sesim.events import Activity, CaseloadPhase
from sesim.model.calendar import WEEKS_PER_MONTH, WEEKS_PER_YEAR
from sesim.model.caseload import Caseload, Known
from sesim.model.clock import Alarm
from sesim.model.employers import Employers
from sesim.model.handover import NUMBERS_FROM, Handover, Placed, standing_of, surroundings
from sesim.model.luck import CaseloadLuck, PersonLuck
from sesim.model.model_programme import ModelProgramme
from sesim.model.opening import start
from sesim.model.person import Person
from sesim.model.post import PostStanding
from sesim.model.programme import RunningProgramme
from sesim.model.sampling import lognormal
from sesim.model.standing import Stage, Standing
from sesim.model.streams import common_streams

NEAREST = 5
"""Simulated people of whom one is chosen: those enrolled for about as long."""

USUAL_TIMES = (0.0, 13.0, 26.0, 52.0, 104.0)
"""Weeks in a phase at which states are noted, since nobody may get as far as a real person."""

RECENT = WEEKS_PER_YEAR
"""Weeks before today in which states are noted month by month, where only numbers are known."""

PHASES = {
    Stage.WAITING: CaseloadPhase.WAITING,
    Stage.TRAINING: CaseloadPhase.TRAINING,
    Stage.SEARCHING: CaseloadPhase.SEARCH,
    Stage.BEGINNING_PLACEMENT: CaseloadPhase.SEARCH,
    Stage.PLACED: CaseloadPhase.PLACEMENT,
    Stage.WORKING: CaseloadPhase.JOB,
}
"""The phase of each stage, as a coach would say; all others are mapping or motivational work."""

STAGES = {phase: stage for stage, phase in PHASES.items()} | {
    CaseloadPhase.SEARCH: Stage.SEARCHING,
    CaseloadPhase.MAPPING: Stage.PREPARING,
    CaseloadPhase.MOTIVATIONAL_WORK: Stage.PREPARING,
}
"""The stage of each phase, where no simulated person shows another."""

PREPARATION = (CaseloadPhase.MAPPING, CaseloadPhase.MOTIVATIONAL_WORK)


class Past(NamedTuple):
    """What a simulated past shows: the states of its people, and what is there without them.

    Attributes:
        notes: the states of simulated people, noted while they lived.
        employers, posts: as they are on the first day.
    """

    notes: "_Notes"
    employers: Employers
    posts: tuple[PostStanding, ...]


def past(caseload: Caseload, replication: int) -> Past:
    """Simulate a programme until the first day of its caseload.

    The past is the same whatever is changed from the first day on, so that one is enough for all
    that may happen afterwards.
    """
    notes = _Notes({known.phase_for for known in caseload.people or ()})
    if caseload.before is None:
        return Past(notes, Employers(lambda _: 0.0), ())
    watch = None if caseload.people is None else notes.watch
    programme = RunningProgramme(caseload.before, replication, watch)
    if caseload.people is None:
        notes.every_month(programme)
    start(programme)
    programme.env.run_until(programme.horizon)
    employers, posts = surroundings(programme)
    posts = tuple(post._replace(vacant_for=None, trusted_in=0.0) for post in posts)
    return Past(notes, employers, posts)


def of_the_first_day(
    definition: ModelProgramme, caseload: Caseload, replication: int, before: Past | None = None
) -> Handover:
    """Return the state of a programme on its first day, with the people of the caseload.

    Args:
        definition: the programme that begins.
        caseload: who is there.
        replication: its number.
        before: the simulated past of this replication, if it is there already.
    """
    before = past(caseload, replication) if before is None else before
    choose = _Choice(definition, replication, before.notes)
    people = choose.by_numbers(caseload) if caseload.people is None else choose.by_table(caseload)
    return Handover(tuple(people), before.employers, before.posts)


class _Notes:
    """The states of simulated people, noted while they live.

    Args:
        times: weeks in a phase at which states are noted.

    Attributes:
        at: states by phase and weeks in it.
        monthly: states at the first moments of recent months, of everyone who is there.
    """

    def __init__(self, times: Collection[float]) -> None:
        self._times = sorted({*times, *USUAL_TIMES})
        self.at: dict[tuple[CaseloadPhase, float], list[Standing]] = defaultdict(list)
        self.monthly: list[tuple[CaseloadPhase, Standing]] = []

    def watch(self, programme: RunningProgramme, person: Person) -> None:
        """Note the states of a person who enters a stage, as long as they stay in its phase."""
        began = programme.env.now
        for weeks in self._times if _begins_a_phase(person) else ():
            note = partial(self._note, programme, person, person.stage, began, weeks)
            Alarm(programme.env, weeks, note)

    def _note(
        self,
        programme: RunningProgramme,
        person: Person,
        stage: Stage,
        began: float,
        weeks: float,
        _: Event,
    ) -> None:
        if not _is_there(programme, person):
            return
        phase = phase_of(person)
        same = _phase_began(person, stage) == began
        if same and (phase in PREPARATION) == (stage not in PHASES):
            self.at[phase, weeks].append(standing_of(programme, person))

    def every_month(self, programme: RunningProgramme) -> None:
        """Note the states of everyone who is there, month by month until the end."""
        end = programme.horizon
        for months in range(1, 1 + int(min(RECENT, end) / WEEKS_PER_MONTH)):
            Alarm(programme.env, end - months * WEEKS_PER_MONTH, partial(self._all, programme))

    def _all(self, programme: RunningProgramme, _: Event) -> None:
        for person in (*programme.waiting, *programme.enrolled()):
            self.monthly.append((phase_of(person), standing_of(programme, person)))


def phase_of(person: Person) -> CaseloadPhase:
    """Return what a person is doing, as a coach would say."""
    if (phase := PHASES.get(person.stage)) is not None:
        return phase
    motivating = (task.activity is Activity.MOTIVATIONAL_WORK for task in person.open_tasks())
    return CaseloadPhase.MOTIVATIONAL_WORK if any(motivating) else CaseloadPhase.MAPPING


def _begins_a_phase(person: Person) -> bool:
    """Whether the stage that a person enters is the first of its phase."""
    return _phase_began(person, person.stage) == person.since and (
        person.stage in PHASES or person.post is not None
    )


def _phase_began(person: Person, stage: Stage) -> float:
    """Return when the phase began to which a stage of a person belongs, in weeks.

    The periods of a renewed placement are one phase, and so is all that comes before the search.
    """
    if stage is Stage.PLACED:
        return person.placed_at
    return person.since if stage in PHASES else person.enrolled_at


def _is_there(programme: RunningProgramme, person: Person) -> bool:
    return person.post is not None or person in programme.waiting


# --- the choice ----------------------------------------------------------------------------------


class _Choice:
    """Gives each person of the caseload a state.

    Args:
        definition: the programme that begins today.
        replication: its number.
        notes: the states of simulated people.
    """

    def __init__(self, definition: ModelProgramme, replication: int, notes: _Notes) -> None:
        self._parameters = definition.parameters[0]
        self._streams = common_streams(definition.seed, replication, definition.name)
        self._notes = notes

    def by_table(self, caseload: Caseload) -> Iterator[Placed]:
        """Yield everyone of a table."""
        for known in caseload.people or ():
            yield Placed(known.number, self._like(known), known.coach)

    def by_numbers(self, caseload: Caseload) -> Iterator[Placed]:
        """Yield as many people as there are, with the phases that are known."""
        wanted: list[Collection[CaseloadPhase]] = []
        every = [phase for phase in CaseloadPhase if phase is not CaseloadPhase.WAITING]
        if caseload.phases is None:
            wanted += [every] * caseload.enrolled
        else:
            wanted += [[phase] for phase, n in caseload.phases.items() for _ in range(n)]
        wanted += [[CaseloadPhase.WAITING]] * caseload.waiting
        for i, phases in enumerate(wanted):
            like = [state for phase, state in self._notes.monthly if phase in phases]
            if like:
                yield Placed(i, like[self._index(i, len(like))])
            else:
                yield Placed(i, self._made_up(Known(i, _usual(phases), 0.0)))

    def _like(self, known: Known) -> Standing:
        """Return the state of someone who is like a person in all that is known of them."""
        like = self._noted(known)
        if not like:
            return self._made_up(known)
        for name, value in (("kind", known.kind), ("motivation", known.motivation)):
            alike = [state for state in like if getattr(state, name) == value]
            like = alike if value is not None and alike else like
        nearest = sorted(like, key=lambda state: _distance(state, known))[:NEAREST]
        return with_what_is_known(nearest[self._index(known.number, len(nearest))], known)

    def _noted(self, known: Known) -> Sequence[Standing]:
        """Return states in the phase after as long a time, or the longest before it."""
        times = [weeks for phase, weeks in self._notes.at if phase is known.phase]
        reached = [weeks for weeks in times if weeks <= known.phase_for]
        return self._notes.at[known.phase, max(reached)] if reached else ()

    def _index(self, place: int, length: int) -> int:
        return int(self._streams.luck(CaseloadLuck, NUMBERS_FROM + place).like * length)

    def _made_up(self, known: Known) -> Standing:
        """Return the state of a new person who has come so far, where the past shows nobody."""
        number = NUMBERS_FROM + known.number
        luck, parameters = self._streams.luck(PersonLuck, number), self._parameters
        person = Person(number, luck, parameters)
        mapping = lognormal(luck.mapping_hours, parameters.mapping_hours, parameters.mapping_spread)
        social = lognormal(luck.social_hours, parameters.social_hours, parameters.social_spread)
        is_ready = known.phase not in (*PREPARATION, CaseloadPhase.WAITING)
        state = Standing(
            STAGES[known.phase],
            person.sex,
            person.age,
            person.goal,
            person.motivation,
            person.motivation,
            person.employability,
            referred_for=known.phase_for,
            stage_for=known.phase_for,
            needed=(mapping, social),
            mapped=mapping if is_ready else 0.0,
            active=is_ready,
        )
        return with_what_is_known(state, known)


def _usual(phases: Collection[CaseloadPhase]) -> CaseloadPhase:
    return CaseloadPhase.MAPPING if CaseloadPhase.MAPPING in phases else next(iter(phases))


def _distance(state: Standing, known: Known) -> float:
    """Return how much longer or shorter a simulated person has been enrolled, as a log-ratio."""
    if known.enrolled_for is None:
        return 0.0
    return abs(log((state.enrolled_for + WEEKS_PER_MONTH) / (known.enrolled_for + WEEKS_PER_MONTH)))


def with_what_is_known(state: Standing, known: Known) -> Standing:
    """Return a state in which all that is known of a person holds."""
    enrolled_for = known.enrolled_for or 0.0
    waited = max(0.0, state.referred_for - state.enrolled_for)
    referred_for = known.referred_for
    changed: dict[str, Any] = {
        "enrolled_for": enrolled_for,
        "referred_for": enrolled_for + waited if referred_for is None else referred_for,
        "spell_for": min(max(state.spell_for, known.phase_for), enrolled_for),
        "sex": known.sex or state.sex,
        "age": state.age if known.age is None else known.age,
        "motivation": known.motivation or state.motivation,
        "found": known.motivation or state.found,
        "kind": known.kind or state.kind,
    }
    if known.phase is CaseloadPhase.SEARCH:
        changed["searching_for"] = max(state.searching_for or 0.0, known.phase_for)
    if known.phase is CaseloadPhase.PLACEMENT:
        changed["placed_for"] = known.phase_for
        changed["stage_for"] = min(state.stage_for, known.phase_for)
    elif known.phase not in PREPARATION:
        changed["stage_for"] = known.phase_for
    return state._replace(**changed)
