"""The form of a programme: the questions of `sesim-new`, for new files and for those there are."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final

from sesim.app.edited import SOURCES, with_comment, with_value
from sesim.app.fields import FieldGroup, FormPart, FormSection, Given, InputField
from sesim.cli.new.answers import FORMS, AnswerForm, choices, read, shown
from sesim.cli.new.checks import value_problem
from sesim.cli.new.perform import FIRST, entries_of, text_of
from sesim.describe.defaults import DEFAULTS
from sesim.describe.entry import by_default, given
from sesim.describe.programme import plain
from sesim.report.programme.comments import SET, comments
from sesim.report.programme.questions import EXPLAINED, NAME
from sesim.report.programme.words import KEPT
from sesim.report.text.fields import FIELDS
from sesim.report.text.language import LANGUAGES, N_, Language, capitalised, language

NAMED: Final = "name"
POSTS: Final = "posts"
MOST_POSTS: Final = 8

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    N_("The programme"): ("title", NAMED, "forbund", "since"),
    N_("Coaches"): (POSTS, "caseload_norm"),
    N_("Who comes"): (
        "referral.per_year", "referral.route", "referral.screened_out_share", "target_group",
        "goals", "motivation",
    ),
    N_("How you work"): (
        "motivation_policy", "mapping", "social_load", "back_heaviness", "training.share",
        "employer_focus",
    ),
    N_("Placements and jobs"): (
        "placement.aim", "placement.months", "job_kinds", "support.open_ended",
    ),
    N_("The labour market"): ("labour_market.unemployment", "labour_market.employers"),
}  # fmt: skip
"""Headings, each with the values below it."""

UNITS: Final[Mapping[AnswerForm, str]] = {AnswerForm.PERCENT: "%"}

ELSEWHERE: Final = N_("The file has more detail here than this form, and keeps it.")


def blank() -> dict[str, Any]:
    """Return the values of a programme of which nothing is known, by path."""
    return {**DEFAULTS, **FIRST, NAMED: "", "title": ""}


LEFT_OUT: Final[Mapping[str, Any]] = {"referral.screened_out_share": 0.0, "training.share": 0.0}
"""What a programme has whose file says nothing of it."""


def values_in(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a programme's file by path; None for what a form cannot show."""
    found: dict[str, Any] = {}
    for path in FORMS:
        inner: Any = file
        for step in path.split("."):
            inner = inner.get(step) if isinstance(inner, Mapping) else None
        found[path] = LEFT_OUT.get(path) if inner is None else inner
    found["title"] = file.get("title", "")
    found[POSTS] = _sizes(file.get(POSTS), file.get("since"))
    return {path: _shown_value(path, value) for path, value in found.items()}


def _shown_value(path: str, value: Any) -> Any:
    """Return a value as a form shows it; None if it cannot, since a file may hold anything."""
    match FORMS[path]:
        case AnswerForm.CHOICE:
            return value if value in choices(path) else None
        case AnswerForm.SHARES:
            names = DEFAULTS[path]
            is_known = isinstance(value, Mapping) and value.keys() == names.keys()
            if not is_known or not all(map(_is_number, value.values())):
                return None
            return {name: value[name] for name in names}  # in the order of the fields
        case AnswerForm.NUMBER | AnswerForm.WHOLE | AnswerForm.PERCENT:
            return value if _is_number(value) else None
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _sizes(posts: Any, since: Any) -> list[float] | None:
    """Return the size of each post, if that is all that a file says of them."""
    sizes = []
    for post in posts if isinstance(posts, list) else []:
        match post:
            case {"name": _, "fte": [{"since": begins, "share": int() | float() as share, **rest}],
                  **others}:  # fmt: skip
                if str(begins) != str(since) or others or rest.get("until") is not None:
                    return None
                sizes.append(float(share))
            case _:
                return None
    return sizes if 0 < len(sizes) <= MOST_POSTS else None


def sections(
    values: Mapping[str, Any], say: Language, typed: Given, errors: Mapping[str, str], *, new: bool
) -> list[FormSection]:
    """Return the form of a programme.

    Args:
        values: by path, as they are in its file.
        say: the language.
        typed: what stands in the fields instead, by name.
        errors: what is wrong with a value, by path.
        new: whether the programme has no file yet.
    """
    return [
        FormSection(
            say(title).plain,
            tuple(
                _part(path, values.get(path), say, typed, errors.get(path, ""))
                for path in paths
                if new or path != NAMED
            ),
        )
        for title, paths in SECTIONS.items()
    ]


def _part(path: str, value: Any, say: Language, typed: Given, error: str) -> FormPart:
    label = capitalised(say(NAME) if path == NAMED else say(FIELDS[path].label)).plain
    explained = say(HELP.get(path, EXPLAINED[path])).plain
    form = FORMS[path]
    if path == POSTS or form is AnswerForm.SHARES:
        return _group(path, value, say, typed, FieldGroup(path, label, (), explained, error))
    text = typed.get(path, "" if value in (None, "") else shown(path, value, say))
    options: tuple[tuple[str, str], ...] = ()
    kind = "text"
    if form is AnswerForm.CHOICE:
        kind = "choice"
        options = tuple(
            (shown(path, one, say), capitalised(say(FIELDS[path].words[one])).plain)
            for one in choices(path)
        )
        if value is None:  # nothing is chosen for the reader
            options = (("", "–"), *options)
    elif form is AnswerForm.DAY:
        kind = "date"
    elif form in (AnswerForm.NUMBER, AnswerForm.WHOLE, AnswerForm.PERCENT):
        kind = "number"
    return InputField(path, label, text, kind, options, explained, error, unit=UNITS.get(form, ""))


HELP: Final[Mapping[str, str]] = {
    POSTS: N_("In per cent of full time, one field for each post: 100 is a full-time post."),
    "goals": N_("In per cent of those referred; together 100."),
    "motivation": N_("In per cent of those referred; together 100."),
    "job_kinds": N_("In per cent of the jobs; together 100."),
    NAMED: N_(
        "Lower-case letters a to z, digits and _, such as mytown. The file has this name, and it "
        "cannot be changed later. Leave it empty for one made from the name above."
    ),
}
"""What a form explains in other words than the questions on the terminal do."""


def _group(path: str, value: Any, say: Language, typed: Given, bare: FieldGroup) -> FieldGroup:
    if value is None:
        return FieldGroup(path, bare.label, (), bare.help, bare.error, text=say(ELSEWHERE).plain)
    texts = shown(path, value, say).split()
    if path == POSTS:
        labels = [say("Post {number}", number=n).plain for n in range(1, MOST_POSTS + 1)]
        texts += [""] * (MOST_POSTS - len(texts))
    else:
        labels = [capitalised(say(one)).plain for one in FIELDS[path].words.values()]
    fields = tuple(
        InputField(name, label, typed.get(name, text), "number", unit="%")
        for name, label, text in zip(_names(path, len(labels)), labels, texts, strict=True)
    )
    return FieldGroup(path, bare.label, fields, bare.help, bare.error)


def _names(path: str, number: int) -> list[str]:
    return [f"{path}-{place}" for place in range(1, number + 1)]


def typed_text(path: str, typed: Given) -> str | None:
    """Return what was typed of a value, as on the terminal; None if its fields were not there."""
    if path == POSTS or FORMS[path] is AnswerForm.SHARES:
        names = [name for name in _names(path, MOST_POSTS) if name in typed]
        return " ".join(typed[name] for name in names if typed[name].strip()) if names else None
    return typed.get(path)


def changed_values(
    typed: Given, before: Mapping[str, Any], say: Language, errors: dict[str, str]
) -> dict[str, Any]:
    """Return the values that differ from those before, by path.

    Args:
        typed: what came back.
        before: the values that the form showed.
        say: the language.
        errors: receives what is wrong with a value, by path.
    """
    found: dict[str, Any] = {}
    for path in FORMS:
        text = typed_text(path, typed)
        old = before.get(path)
        if text is None or text.strip() == ("" if old is None else shown(path, old, say)):
            continue
        try:
            value = read(path, text, say)
        except ValueError as problem:
            errors[path] = str(problem)
            continue
        if value != old:
            found[path] = value
    return found


def value_errors(changed: Mapping[str, Any], say: Language) -> Iterator[tuple[str, str]]:
    """Yield the path of each value that no programme can have, and why."""
    for path, value in changed.items():
        if path != NAMED:
            problem = value_problem(lambda: plain(entries_of({path: value})), path, say)  # noqa: B023 - called at once
            if problem:
                yield path, problem


def new_text(answers: Mapping[str, Any], say: Language) -> str:
    """Return the text of a new programme's file, with a comment on every value."""
    return text_of(entries_of(answers), say)


def edited_text(text: str, file: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    """Return the text of a programme's file with some values changed, and their sources.

    A comment that calls a value a default now says who has set it; other comments stay.

    Args:
        text: of the file.
        file: what it holds.
        changed: values by path.
    """
    since = changed.get("since", file.get("since"))
    for path, value in changed.items():
        new = value
        if path == POSTS:
            new = entries_of({POSTS: value, "since": since})[POSTS].value
        text = with_value(text, path, new)
        for code in LANGUAGES:
            said = language(code)
            old = comments({path: by_default(value)}, said, KEPT)[path][0]
            text = with_comment(text, old, comments({path: given(value)}, said, KEPT)[path][0])
    fields = dict.fromkeys(path.partition(".")[0] for path in changed)
    for field in fields:
        text = with_value(text, f"{SOURCES}.{field}", _source(file, field))
    if (
        "since" in changed
        and POSTS not in changed
        and (sizes := _sizes(file.get(POSTS), file.get("since")))
    ):
        text = with_value(text, POSTS, entries_of({POSTS: sizes, "since": since})[POSTS].value)
    return text


def _source(file: Mapping[str, Any], field: str) -> str:
    """Return the source of a field after it has been set here, in the language of the file."""
    held = file.get(SOURCES)
    before = str(held.get(field, "")) if isinstance(held, Mapping) else ""
    for code in LANGUAGES:
        say = language(code)
        if before.startswith((say(KEPT), say(SET))):
            return say(SET).plain if "(" not in before else before
    return f"{before}; {SET}" if before and SET not in before else before or SET
