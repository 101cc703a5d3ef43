"""The commands of the pages are those of the shell: each is accepted by the command itself."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.app.conftest import OWN, Served

from sesim.app.commands import (
    adjusted,
    adjustment,
    chosen_plan,
    pages,
    parameters_of,
    search,
    simulation,
)
from sesim.app.levers import overrides_of
from sesim.app.runs import RunStage
from sesim.app.workspace import Workspace
