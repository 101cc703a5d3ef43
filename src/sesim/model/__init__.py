"""The model: from a study to the event log. It does not know the outcomes."""

from sesim.model.model_programme import ModelProgramme, model_programmes
from sesim.model.replication import run
from sesim.model.streams import uniforms

VERSION = 3
"""Increased by every change after which the same study gives different events.

A calibration is valid for one version; parameter draws name theirs.
"""

__all__ = ["VERSION", "ModelProgramme", "model_programmes", "run", "uniforms"]
