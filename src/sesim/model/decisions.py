"""Everything that chance decides, each named once.

The number of occasions made together (a power of two) fits how often a decision comes back.
"""

from sesim.model.streams import Decision

# referral, by candidate of a layer
REFERRAL_GAP = Decision("referral_gap")
REFERRAL_THINNING = Decision("referral_thinning")
REFERRALS_OF_MONTH = Decision("referrals_of_month")  # by month
SCREENED_OUT = Decision("screened_out")
PATIENCE = Decision("patience")
LOST_MOTIVATION = Decision("lost_motivation")

# the person
SEX = Decision("sex")
AGE = Decision("age")
GOAL = Decision("goal")
MOTIVATION = Decision("motivation")
FRAILTY = Decision("frailty")
HEALTH_EPISODE = Decision("health_episode", 2)
HEALTH_PAUSE = Decision("health_pause", 2)

# preparation
NO_SHOW = Decision("no_show")
NO_SHOW_TIME = Decision("no_show_time")
MAPPING_HOURS = Decision("mapping_hours")
SOCIAL_HOURS = Decision("social_hours")
CLOSING_TIME = Decision("closing_time")
EVER_MOTIVATED = Decision("ever_motivated")
MOTIVATING_HOURS = Decision("motivating_hours")
TRAINING = Decision("training")
TRAINING_LENGTH = Decision("training_length")
STUDY_TIME = Decision("study_time")

# leaving, by spell without or with a job
DROPOUT = Decision("dropout", 2)
MOVING_ON = Decision("moving_on")

# search, by contact
EMPLOYER_KNOWN = Decision("employer_known", 5)
EMPLOYER_CHOSEN = Decision("employer_chosen", 5)
EMPLOYER_ANSWER = Decision("employer_answer", 5)
PLACEMENT_FIRST = Decision("placement_first", 5)
EMPLOYER_OPENNESS = Decision("employer_openness")  # by employer

# placements, by placement
PLACEMENT_LENGTH = Decision("placement_length", 2)
PLACEMENT_BREAK = Decision("placement_break", 2)
HIRED = Decision("hired", 2)
RENEWED = Decision("renewed", 2)
BURNED = Decision("burned", 2)
BURNED_TIME = Decision("burned_time", 2)

# jobs, by job
JOB_KIND = Decision("job_kind", 2)
TENURE = Decision("tenure", 2)
FIXED_TERM = Decision("fixed_term", 2)
RETAINED = Decision("retained", 2)
SUPPORT_LENGTH = Decision("support_length", 2)
RETURN = Decision("return", 2)

# coaches, by post
DEPARTURE_GAP = Decision("departure_gap", 5)
DEPARTURE_THINNING = Decision("departure_thinning", 5)
VACANCY = Decision("vacancy", 3)
TRUST = Decision("trust", 3)
COACH_EFFECT = Decision("coach_effect", 3)
