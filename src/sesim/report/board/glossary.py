"""Words that readers may not know, as docs/reference/glossary.md has them."""

from sesim.report.text.language import N_, Language, Phrase

WORDS = {
    N_("programme"): N_("one municipality's service of Supported Employment (SE) or IPS"),
    N_("coach"): N_(
        "employment specialist, who supports people in finding and keeping an ordinary job"
    ),
    N_("caseload"): N_("people enrolled with a coach; the guideline is at most 20 to a full post"),
    N_("referral"): N_("somebody is proposed to a programme"),
    N_("referral group"): N_("meets every month and decides who of those proposed is enrolled"),
    N_("mapping"): N_("finding out what somebody wants and can, before and beside the search"),
    N_("back-heavy"): N_("much must be settled before the search for a job may begin"),
    N_("in-house training"): N_("a sheltered place in the municipality's own unit"),
    N_("employer contact"): N_("one talk with one workplace"),
    N_("placement"): N_("unpaid time at an ordinary workplace"),
    N_("follow-along support"): N_("support after the job has begun"),
    N_("state-funded job"): N_(
        "the state pays the whole wage; employment protection does not apply"
    ),
    N_("förbund"): N_(
        "in which employment service, social insurance, region and municipalities finance "
        "programmes together"
    ),
    N_("SUS"): N_("the register behind the published counts"),
    N_("simulated history"): N_("one way in which these years may have gone, or may go"),
    N_("could go either way"): N_("too uncertain to say whether there will be more or fewer"),
}
"""What each word means, in the order of a participant's way."""


def glossary(say: Language) -> list[tuple[Phrase, Phrase]]:
    """Return the words and what they mean."""
    return [(say(word), say(meaning)) for word, meaning in WORDS.items()]
