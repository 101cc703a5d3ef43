"""The model: from a study to the event log. Knows SimPy and NumPy, and nothing of the results."""

from sesim.model.model_programme import ModelProgramme, model_programmes
from sesim.model.replication import run
from sesim.model.streams import uniforms

VERSION = 2
"""Raised by every change after which the same study gives other events.

A calibration holds for one version: draws of the parameters say for which they were made.
"""

__all__ = ["VERSION", "ModelProgramme", "model_programmes", "run", "uniforms"]
