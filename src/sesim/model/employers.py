"""The local pool of employers: known or not, open or not, hosting, or lost for a time."""

from collections.abc import Callable
from math import inf


class Employers:
    """The workplaces within reach of one programme.

    Employers are numbers, from 0; their openness is drawn when it is first needed.

    Args:
        openness: returns an employer's lasting openness, in log-odds, by number.
    """

    __slots__ = ("_known", "_known_set", "_openness", "_openness_of", "_shut_until")

    def __init__(self, openness: Callable[[int], float]) -> None:
        self._openness_of = openness
        self._openness: dict[int, float] = {}
        self._known: list[int] = []
        self._known_set: set[int] = set()
        self._shut_until: dict[int, float] = {}  # infinity while hosting

    def pick(self, pool: int, now: float, known: bool, u: float) -> int:
        """Return the employer to contact.

        Args:
            pool: number of workplaces that could be asked.
            now: the time, in weeks.
            known: whether to ask a known and free employer, if there is one.
            u: uniform number that chooses one.
        """
        if known and self._known:
            first = int(u * len(self._known))
            for i in range(first - len(self._known), first):  # from there, round to the start again
                if self.free(self._known[i], now):
                    return self._known[i]
        return int(u * pool)

    def free(self, employer: int, now: float) -> bool:
        """Whether an employer hosts no one and is not lost for a time."""
        return self._shut_until.get(employer, 0.0) <= now

    def knows(self, employer: int) -> bool:
        """Whether the programme has placed someone there before."""
        return employer in self._known_set

    def openness(self, employer: int) -> float:
        """Return what the employer's openness adds to the log-odds of a yes."""
        value = self._openness.get(employer)
        if value is None:
            value = self._openness[employer] = self._openness_of(employer)
        return value

    def meet(self, employer: int) -> None:
        """Make an employer known from now on."""
        if employer not in self._known_set:
            self._known_set.add(employer)
            self._known.append(employer)

    def host(self, employer: int) -> None:
        """Let an employer host a placement, so that there is no room for another."""
        self._shut_until[employer] = inf

    def leave(self, employer: int, until: float = 0.0) -> None:
        """End a placement there; others are refused before `until`, in weeks."""
        self._shut_until[employer] = until
