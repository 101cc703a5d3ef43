"""From an event log to outcomes: pure functions, for simulated and real logs alike."""

from sesim.outcomes.catalogue import OUTCOMES, describe, names_for
from sesim.outcomes.cells import (
    ALL,
    BEFORE_PLAN,
    BEFORE_START,
    COUNTY,
    SINCE_PLAN,
    SINCE_START,
)
from sesim.outcomes.counts import counts_until
from sesim.outcomes.curves import CURVES_COLUMNS, curves_of
from sesim.outcomes.curves_summary import CURVE_SUMMARY_COLUMNS, summarise_curves
from sesim.outcomes.definitions.money import LEDGER, LedgerRow
from sesim.outcomes.definitions.outcome import Better, Outcome
from sesim.outcomes.frames import Columns, EventLogs, concat, events_frame
from sesim.outcomes.grammar import violations
from sesim.outcomes.hiding import RECORDS_COLUMNS, figures_of_records
from sesim.outcomes.measures import MEASURES_COLUMNS, measure
from sesim.outcomes.own import OwnOutcome, descriptions, joined, outcome, own_measures
from sesim.outcomes.participants import PEOPLE_COLUMNS, participants_table
from sesim.outcomes.prices import RateValues
from sesim.outcomes.records import read_events
from sesim.outcomes.summary import SUMMARY_COLUMNS, summarise
from sesim.outcomes.sureness import FEWEST_REPLICATIONS, Verdict, judge, too_few, verdicts
from sesim.outcomes.window import Window

__all__ = [
    "ALL",
    "BEFORE_PLAN",
    "BEFORE_START",
    "COUNTY",
    "CURVES_COLUMNS",
    "CURVE_SUMMARY_COLUMNS",
    "FEWEST_REPLICATIONS",
    "LEDGER",
    "MEASURES_COLUMNS",
    "OUTCOMES",
    "PEOPLE_COLUMNS",
    "RECORDS_COLUMNS",
    "SINCE_PLAN",
    "SINCE_START",
    "SUMMARY_COLUMNS",
    "Better",
    "Columns",
    "EventLogs",
    "LedgerRow",
    "Outcome",
    "OwnOutcome",
    "RateValues",
    "Verdict",
    "Window",
    "concat",
    "counts_until",
    "curves_of",
    "describe",
    "descriptions",
    "events_frame",
    "figures_of_records",
    "joined",
    "judge",
    "measure",
    "names_for",
    "outcome",
    "own_measures",
    "participants_table",
    "read_events",
    "summarise",
    "summarise_curves",
    "too_few",
    "verdicts",
    "violations",
]
