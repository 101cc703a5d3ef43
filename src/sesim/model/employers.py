"""The local pool of employers: known or cold, open or not, hosting, or burned by a failure."""

from collections.abc import Callable
from math import inf


class Employers:
    """The workplaces within reach of one programme.

    Employers are numbers, from 0; what they think is drawn when they are first met.

    Args:
        openness: gives an employer's lasting openness, in log-odds, by number.
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
            known: whether to turn to a known and free employer, if there is one.
            u: uniform number that decides among them.
        """
        if known and self._known:
            first = int(u * len(self._known))
            for i in range(first - len(self._known), first):  # from there on, round to it again
                if self.free(self._known[i], now):
                    return self._known[i]
        return int(u * pool)

    def free(self, employer: int, now: float) -> bool:
        """Tell whether an employer hosts nobody and has not shut the door."""
        return self._shut_until.get(employer, 0.0) <= now

    def knows(self, employer: int) -> bool:
        """Tell whether the programme has placed somebody there before."""
        return employer in self._known_set

    def openness(self, employer: int) -> float:
        """Return what the employer's own attitude adds to the log-odds of a yes."""
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
        """Let an employer have somebody in placement: no room for another."""
        self._shut_until[employer] = inf

    def leave(self, employer: int, until: float = 0.0) -> None:
        """End a placement there; `until` shuts the door to others up to that time, in weeks."""
        self._shut_until[employer] = until
