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

    def at(self, now: float) -> "Employers":
        """Return a copy in which the present is time 0 and nobody is in a placement."""
        copy = Employers(self._openness_of)
        copy.take_over(self)
        lost = {one: until - now for one, until in self._shut_until.items() if now < until < inf}
        copy._shut_until = lost
        return copy

    def take_over(self, others: "Employers") -> None:
        """Know what another programme knows of these employers."""
        self._known = list(others._known)
        self._known_set = set(others._known_set)
        self._openness = dict(others._openness)
        self._shut_until = dict(others._shut_until)

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
