"""A coach's post: its size, its holder, and the holder's time and participants."""

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from simpy import Environment

from sesim.model.coach import Account, Coach
from sesim.model.parameters import ModelParameters
from sesim.model.places import PostState
from sesim.study.posts import Role

if TYPE_CHECKING:
    from sesim.model.person import Person


class PostStanding(NamedTuple):
    """Where a post stands at a moment.

    Attributes:
        name: of the post.
        effect: the holder's lasting skill, in log-odds of a yes.
        skilled_in, trusted_in: weeks until then; less than 0 if it is past.
        vacant_for: weeks of the present vacancy; None if there is a holder.
    """

    name: str
    effect: float
    skilled_in: float = 0.0
    trusted_in: float = 0.0
    vacant_for: float | None = None


class RunningPost:
    """One post of a programme, with whichever holder it has.

    Attributes:
        number: place in the programme; addresses the holder's random numbers.
        coach: the holder's time.
        supports: this post supports participants now.
        meets_employers: this post makes employer contacts now.
        people: the participants on the caseload, in order of arrival.
        holder: number of earlier holders.
        vacant: the post has no holder now.
        vacant_since: when the latest vacancy began, in weeks.
        effect: the holder's lasting skill, in log-odds of a yes.
        skilled_at: when the holder has full skill, in weeks.
        trusted_at: when the holder may start job search for people taken over, in weeks.
    """

    def __init__(self, env: Environment, number: int, account: Account) -> None:
        self.number = number
        self.coach = Coach(env, number, account)
        self.name = f"post_{number + 1}"
        self.role = Role.GENERALIST
        self.fte = 0.0
        self.other_duties = True
        self.supports = False
        self.meets_employers = False
        self.people: dict[Person, None] = {}
        self.norm = 0.0
        self.holder = 0
        self.vacant = False
        self.vacant_since = 0.0
        self.effect = 0.0
        self.skilled_at = 0.0
        self.trusted_at = 0.0

    def become(self, state: PostState) -> None:
        """Take on the name, role and size of a new state."""
        self.name, self.role, self.fte, self.other_duties = state
        self.supports = self.fte > 0 and self.role is not Role.EMPLOYERS
        self.meets_employers = self.fte > 0 and self.role is not Role.SUPPORT

    def standing(self, now: float) -> PostStanding:
        """Return where the post stands now."""
        vacant_for = now - self.vacant_since if self.vacant else None
        skilled_in, trusted_in = self.skilled_at - now, self.trusted_at - now
        return PostStanding(self.name, self.effect, skilled_in, trusted_in, vacant_for)

    def stand(self, standing: PostStanding, now: float) -> None:
        """Have the holder who was there before."""
        self.effect = standing.effect
        self.skilled_at = now + standing.skilled_in
        self.trusted_at = now + standing.trusted_in

    @property
    def places_left(self) -> float:
        """Places under the caseload norm less people, whether or not the post takes anyone on."""
        return self.norm * self.fte - len(self.people)

    @property
    def room(self) -> float:
        """Places left under the caseload norm; a vacant post takes no one on."""
        if self.vacant or not self.supports:
            return 0.0
        return self.places_left

    def skill(self, now: float, parameters: ModelParameters) -> float:
        """Return what the holder adds to the log-odds of a yes: lasting skill, and being new."""
        missing = (self.skilled_at - now) / parameters.learning_weeks
        return (
            self.effect + parameters.novice_log_odds * min(1.0, missing)
            if missing > 0.0
            else self.effect
        )

    def work_hours(self, parameters: ModelParameters, closed: bool, team: float) -> None:
        """Set the holder's capacity to what the post, the parameters and the calendar allow now.

        Args:
            parameters: those in force.
            closed: whether the programme is closed now.
            team: full posts of the whole programme, which share its meetings.
        """
        working = not (closed or self.vacant)
        capacity = parameters.capacity(self.fte, self.other_duties, team) if working else 0.0
        self.coach.set_capacity(
            capacity,
            counts=not closed,
            budget=parameters.employer_budget * capacity if self.supports else inf,
            comfort=parameters.comfort,
        )
