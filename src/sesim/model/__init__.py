"""The model: from a study to the event log. Knows SimPy and NumPy, and nothing of the results."""

from sesim.model.plan import Plan, prepare
from sesim.model.replication import run

__all__ = ["Plan", "prepare", "run"]
