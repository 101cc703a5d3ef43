"""A small programme as a user writes it."""


def mytown(since: str, per_year: float, more: str) -> str:
    """Return its file.

    Args:
        since: its first day.
        per_year: people referred a year.
        more: lines that are added.
    """
    return f"""\
title: Mytown – SE
forbund: myforbund
since: "{since}"
posts: [{{name: coach_1, fte: [{{since: "{since}", share: 0.5}}]}}]
caseload_norm: 20.0
referral: {{per_year: {per_year}, route: group}}
target_group: psychiatric
goals: {{work: 0.85, study: 0.15, placement: 0.0}}
motivation: {{motivated: 0.6, wavering: 0.2, not_motivated: 0.2}}
motivation_policy: motivate
mapping: medium
social_load: light
back_heaviness: 0.5
employer_focus: 0.7
labour_market: {{unemployment: 6.5, employers: 250}}
placement: {{aim: mixed, months: 4.0}}
job_kinds: {{ordinary: 0.3, subsidised: 0.6, transition: 0.0, temporary: 0.1}}
support: {{open_ended: false}}
{more}"""
