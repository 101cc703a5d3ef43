"""The keys of a configuration that set the precision of a sweep; they are no part of a study.

They are apart from what they set, so that a single study is composed without the code for sweeps.
"""

PRECISION_KEYS = (
    "precision",
    "precision_outcome",
    "precision_programme",
    "precision_group",
    "budget",
)
