"""How far a run is, in words."""

from typing import Any

from sesim.report.text.language import N_, Language, Phrase

STATES = {
    "waiting": N_("Waiting for another run to end"),
    "running": N_("Under way"),
    "done": N_("Done"),
    "failed": N_("It did not succeed"),
    "cancelled": N_("Cancelled; nothing of it is left"),
    "kept": N_("Ended early; what was finished is kept"),
}

STEPS = {
    "": N_("starting"),
    "checking the jobs": N_("checking"),
    "simulating": N_("simulating"),
    "writing the tables": N_("writing the tables"),
    "drawing the pages": N_("drawing the pages"),
    "comparing the jobs": N_("comparing the alternatives"),
}
"""What the commands say of their stages; a stage that is not here is simulating."""

SOON = 5.0
MINUTE = 60.0


def progress_in_words(
    say: Language,
    state: str,
    at: int,
    stages: int,
    what: str,
    done: float,
    total: float | None,
    seconds_left: float | None,
) -> dict[str, Any]:
    """Return what the page of a run shows of it.

    Args:
        say: the language.
        state: of the run.
        at: the stage that is under way, from 0.
        stages: how many there are.
        what: the step of that stage, as its command calls it.
        done: how much of the step is done.
        total: how much there is; None where it cannot be counted.
        seconds_left: until the step is done, if that can be told.
    """
    step = next((text for key, text in STEPS.items() if key and what.startswith(key)), None)
    step = step or (STEPS[""] if not what else N_("simulating"))
    parts = [say(STATES[state]).plain]
    if state == "running":
        parts = [say(step).plain]
        if stages > 1:
            stage = say("step {number} of {stages}", number=at + 1, stages=stages)
            parts.insert(0, stage.plain)
        if total:
            parts.append(
                say("{done} of {total}", done=say.number(done), total=say.number(total)).plain
            )
        if seconds_left is not None and total:
            parts.append(_left(say, seconds_left).plain)
    text = ", ".join(parts)
    return {
        "state": state,
        "text": text[:1].upper() + text[1:],
        "share": None if not total else min(1.0, done / total),
    }


def _left(say: Language, seconds: float) -> Phrase:
    if seconds < SOON:
        return say("a few seconds left")
    if seconds < MINUTE:
        return say("about {seconds} seconds left", seconds=say.number(round(seconds / 5) * 5))
    minutes = round(seconds / MINUTE)
    return say.many(
        "about {minutes} minute left", "about {minutes} minutes left", minutes,
        minutes=say.number(minutes),
    )  # fmt: skip
