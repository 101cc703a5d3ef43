"""Orders and fixed numbers of the model that no file sets."""

from sesim.events import Activity, Answer, Goal, JobKind, Motivation
from sesim.model.calendar import WEEKS_PER_MONTH

MOTIVATIONS = (Motivation.MOTIVATED, Motivation.WAVERING, Motivation.NOT_MOTIVATED)
KINDS_FOUND_ALONE = (JobKind.ORDINARY, JobKind.TEMPORARY)
GOALS = (Goal.WORK, Goal.STUDY, Goal.PLACEMENT)
JOB_KINDS = (JobKind.ORDINARY, JobKind.SUBSIDISED, JobKind.TRANSITION, JobKind.TEMPORARY)

CONTACT, REFUSED = Activity.EMPLOYER_CONTACT, Answer.REFUSED
NO_EMPLOYER = -1

LEADS_FURTHER = (Answer.HIRED, Answer.PLACEMENT)
"""Words needed at every contact: to look one up in its enum takes as long as to call a function."""

DROPOUT_BOUNDS = (6 * WEEKS_PER_MONTH, 12 * WEEKS_PER_MONTH)
"""Weeks since enrolment at which the hazard of dropping out changes (rosenheck2007)."""

SUPPORT_BOUNDS = (3 * WEEKS_PER_MONTH, 6 * WEEKS_PER_MONTH)
"""Weeks since the start of a placement or job at which support declines (rosenheck2007)."""

NO_SHOW_WEEKS = WEEKS_PER_MONTH

LEAST_EMERGING_HOURS = 0.25
"""Hours of new social work that are too little to be a task of their own."""

MOST_EMERGING_HOURS = 0.45
"""Hours of new social work a week above which preparation could not end in this model."""
