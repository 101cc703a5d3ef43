"""Words that readers may not know, as docs/reference/glossary.md has them."""

from sesim.report.text.language import N_, Language, Phrase

WORDS = {
    N_("programme"): N_("one municipality's service of Supported Employment (SE) or IPS"),
    N_("coach"): N_("employment specialist who helps participants find and keep a job"),
    N_("caseload"): N_("participants per coach; the guideline is at most 20 per full-time post"),
    N_("referral"): N_(
        "another service, such as the employment service, sends a person to the programme"
    ),
    N_("referral group"): N_("meets every month and decides who of those referred is enrolled"),
    N_("mapping"): N_(
        "vocational profiling: finding out what a person wants and can do, before and during the "
        "job search"
    ),
    N_("back-heavy"): N_("front-loaded preparation: much must be settled before the job search"),
    N_("in-house work training"): N_("a sheltered place in the municipality's own unit"),
    N_("employer contact"): N_("one conversation with one workplace"),
    N_("placement"): N_("work experience placement: unpaid time at an ordinary workplace"),
    N_("follow-along support"): N_("support after the job has begun"),
    N_("state-funded job"): N_(
        "the state pays the whole wage; employment protection does not apply"
    ),
    N_("förbund"): N_(
        "a body in which the employment service, social insurance, the region and municipalities "
        "finance programmes together"
    ),
    N_("SUS"): N_("the register behind the published counts"),
    N_("points to"): N_("the whole interval of the difference lies on that side of zero"),
    N_("simulated history"): N_(
        "one way these years could go, or could have gone, according to the model"
    ),
    N_("could go either way"): N_("too uncertain to say whether there will be more or fewer"),
}
"""What each word means, in the order of a participant's way."""


def glossary(say: Language) -> list[tuple[Phrase, Phrase]]:
    """Return the words and what they mean."""
    return [(say(word), say(meaning)) for word, meaning in WORDS.items()]
