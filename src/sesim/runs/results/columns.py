"""The meaning of the columns and groups of the summary tables, in a sentence each."""

RESULTS = {
    "scenario": "The scenario, and what else the study changes; in a sweep the label of the job.",
    "programme": "The programme, the förbund, or county: all programmes that count, together.",
    "group": "Which people the row is about; see the groups below.",
    "outcome": "What was computed; see the outcomes below.",
    "unit": "Unit of the values. A share is a number between 0 and 1, shown as percent.",
    "mean": "Mean over the replications. For weeks to an event: the middle replication.",
    "low": "Lower end of the prediction interval, in which single replications fall.",
    "high": "Upper end of the prediction interval.",
    "observed": "The published figure, or that of own counts in a programme's file, where there is "
    "one.",
    "replications": "Number of replications with a value.",
    "chance_share": "Share of the variance between replications that is due to chance; the rest "
    "is due to uncertain parameters, and to the future where it is drawn.",
}
"""Columns of `summary.csv`."""

COMPARISON = {
    "scenario": "Label of the job.",
    "compared_with": "Label of the job that it is compared with.",
    "programme": "The programme, the förbund, or county: all programmes that count, together.",
    "group": "Which people the row is about; see the groups below.",
    "outcome": "What was computed; see the outcomes below.",
    "unit": "Unit of the values. A share is a number between 0 and 1, shown as percent.",
    "baseline": "Mean of the job that it is compared with.",
    "mean": "Mean of the job.",
    "difference": "Mean of the differences between paired replications.",
    "low": "Lower end of the confidence interval of the mean difference: how precise the "
    "simulation is. More replications make it narrower.",
    "high": "Upper end of the confidence interval of the mean difference.",
    "effect_low": "Lower end of the credible interval of the effect: parameter uncertainty, and "
    "the future where it is drawn, with chance averaged out.",
    "effect_high": "Upper end of the credible interval of the effect.",
    "verdict": "What may be concluded: clearly more, clearly less, direction uncertain, no "
    "difference, not known, or no value.",
    "replications": "Number of replications with a value in both jobs.",
    "probability_better": "Share of paired replications in which the job does better; a tie "
    "counts half.",
    "chance_share": "Share of the variance of the difference in one replication that is due to "
    "chance.",
    "variance_ratio": "Variance of the paired difference / sum of the two variances.",
}
"""Columns of `comparison.csv`."""

GOALS = {
    "scenario": "As in the results.",
    "programme": "The programme whose goal it is.",
    "group": "Which people the row is about; always all.",
    "outcome": "What should reach the level; see the outcomes below.",
    "unit": "Unit of the level and of the prediction.",
    "direction": "at_least: the level or more; at_most: the level or less.",
    "level": "What should be reached.",
    "mean": "As in the results; empty if the study has no such outcome.",
    "low": "Lower end of the prediction interval.",
    "high": "Upper end of the prediction interval.",
    "reached": "Number of replications that reach the goal.",
    "replications": "Number of replications in which that can be told.",
    "probability": "The first of these / the second: how likely the goal is to be reached, "
    "according to the model and its assumptions.",
    "probability_low": "Lower end of the exact confidence interval for so many replications.",
    "probability_high": "Upper end of that interval.",
}
"""Columns of `goals.csv`."""

GROUPS = {
    "all": "All people of the study period.",
    "referred=since_plan": "People referred on or after the day on which the scenario begins.",
    "referred=before_plan": "People referred before that day.",
    "referred=before_start": "People who are there when the study begins, from `today`.",
    "referred=since_start": "People referred later.",
    "sex=female": "Women.",
    "sex=male": "Men.",
    "motivation=motivated": "People who were motivated when they were referred.",
    "motivation=wavering": "People who wavered when they were referred.",
    "motivation=not_motivated": "People who were not motivated when they were referred.",
}
"""Groups of people, as the tables name them."""
