"""Bad input as a table: a command, its arguments, the files it finds, and what it must answer."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

Content = bytes | str | Callable[[Path], object]

SESIM, SWEEP, CALIBRATE, SENSITIVITY, REPORT, DESCRIBE, NEW, PYTHON, ADJUST, PLAN, WHATIF = (
    "sesim", "sesim -m", "sesim-calibrate", "sesim-sensitivity", "sesim-report", "sesim-describe",
    "sesim-new", "load_study", "sesim-adjust", "sesim-plan", "sesim-whatif",
)  # fmt: skip
VALIDATE = "sesim-validate"

STUDIES = (SESIM, SWEEP, CALIBRATE, SENSITIVITY, PYTHON, PLAN, WHATIF)
"""Commands that compose a study, and so all read the same keys."""

MINE = "conf/scenario/mine.yaml"
"""A scenario of one's own, found with `--config-dir conf scenario=mine`."""

OWN = ("--config-dir", "conf", "scenario=mine")

HEADER = (
    "programme,quantity,value,value_high,denominator,window_start,window_end,source,page,"
    "quality,role\n"
)


class Row(NamedTuple):
    """One bad input.

    Attributes:
        command: which command is given it.
        arguments: as they are typed.
        said: what the message must hold.
        files: what is in the folder, by name: text, bytes, or what makes it.
        status: exit status.
        longest: characters of the message at most.
    """

    command: str
    arguments: tuple[str, ...]
    said: str
    files: Mapping[str, Content] = {}
    status: int = 2
    longest: int = 1500


def pipe(path: Path) -> None:
    """Make a named pipe, which nobody ever writes into."""
    os.mkfifo(path)


def to(target: str) -> Callable[[Path], None]:
    """Return what makes a link."""
    return lambda path: path.symlink_to(target)


def large(path: Path) -> None:
    """Make a file that says it has 3 GB, and takes no room."""
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


def rows() -> list[Row]:
    """Return the whole table."""
    return [
        *keys_and_values(),
        *numbers(),
        *texts(),
        *swept(),
        *adjusted(),
        *planned(),
        *tried(),
        *validated(),
        *yaml_files(),
        *places(),
        *tables(),
        *flags(),
        *trusted(),
        *reports(),
        *records(),
        *answers(),
    ]


def keys_and_values() -> Iterator[Row]:
    for command in STUDIES:
        yield Row(command, ("replicatons=3",), "replicatons: unknown key (did you mean")
        yield Row(command, ("seed=-1",), "seed: should be greater than or equal to 0 (got -1)")
        yield Row(command, ("=1",), "=1: should have the form key=value")
        yield Row(command, ("vetlanda",), "vetlanda: should have the form key=value")
        yield Row(command, ("scenario=rapid",), "(did you mean 'rapid_search'?)")
        yield Row(command, ("programmes=[atlantis]",), "programmes: atlantis: unknown programme")
        yield Row(command, ("Sävsjö.bak_heaviness=1",), "savsjo.bak_heaviness: unknown key")
        yield Row(command, ("hydra.run.dir=x",), "hydra.run.dir=x: has no effect here; set")
        yield Row(command, ("hydra.sweep.dir=x",), "output=FOLDER")
        yield Row(command, ("interval=1.0",), "interval: should be less than 1 (got 1.0)")
        yield Row(command, ("start=2012-02-30",), "start: a date is written as 2017-06-30")
    yield Row(SESIM, ("scenario=RAPID",), "(did you mean 'rapid_search'?)")
    yield Row(SESIM, ("scenario=baslinje",), "(did you mean 'baseline'?)")
    yield Row(SESIM, ("experiment=nosuch",), "experiment: unknown option 'nosuch'")
    yield Row(SESIM, ("programmes=[Vetlanda,vetlanda]",), "named twice: vetlanda")
    yield Row(SESIM, ("programmes=[]",), "programmes: should have at least 1 item")
    yield Row(SESIM, ("programmes=7",), "programmes: should be a list")
    yield Row(SESIM, ("eksjo=3",), "eksjo: should be")
    yield Row(SESIM, ("vetlanda=null",), "vetlanda: should be")
    yield Row(SESIM, ("~vetlanda",), "vetlanda")
    yield Row(SESIM, ("scenario=[a,b]",), "scenario")
    yield Row(SESIM, ("scenario={a:1}",), "scenario")
    yield Row(SESIM, ("scenario=null",), "scenario: unknown option 'null'")
    yield Row(SESIM, ("scenario=",), "scenario: unknown option ''")
    # One line for each of the thirty keys of a programme; the known keys stand in one of them.
    yield Row(SESIM, ("scenario=../programme/eksjo",), "scenario.posts: unknown", longest=1700)
    yield Row(SESIM, ("parameters=wrong",), "parameters: unknown option 'wrong'")
    yield Row(SESIM, ("parameters.acept=0.1",), "(did you mean 'accept'?)")
    yield Row(SESIM, ("parameters.accept=yes",), "should be a number, in probability (got")
    yield Row(SESIM, ("scenario.rationale=${nowhere}",), "'nowhere' not found")
    yield Row(SESIM, ("scenario.title=${scenario.title}",), "scenario")
    yield Row(SESIM, ("vetlanda.posts.7.name=x",), "vetlanda.posts[7]")
    yield Row(SESIM, ("hydra.output_subdir=x",), "hydra.output_subdir=x: has no effect here")
    yield Row(SESIM, ("hydra.job.chdir=true",), "hydra.job.chdir=true: has no effect here")
    yield Row(SESIM, ("hydra.frob=1",), "frob")
    yield Row(SESIM, ("hydra/launcher=nosuch",), "hydra/launcher: unknown option 'nosuch'")
    yield Row(SESIM, ("end=2100-01-01",), "is more than 40 years after")
    yield Row(SESIM, ("figures=perhaps",), "figures: should be a valid boolean (got 'perhaps')")
    yield Row(SESIM, ("events=perhaps",), "events: should be a valid boolean (got 'perhaps')")
    yield Row(SESIM, ("workers=-1",), "workers: should be greater than or equal to 0")
    yield Row(SESIM, ("replications=10000000",), "replications: should be less than or equal to")
    yield Row(SESIM, ("seed=1,2",), "seed=1,2: several values; a list is seed=[1,2]")
    yield Row(SESIM, ("scenario=glob(*)",), "several values; sesim -m runs each in turn")
    yield Row(SESIM, ("precision=0.01",), "precision: applies to differences between studies")
    yield Row(SESIM, ("programmes=[eksjo, , vetlanda]",), "cannot be read")
    yield Row(SESIM, ("seed=$(date)",), "seed")
    yield Row(CALIBRATE, ("calibration=fast",), "available: discrepancy, full, outside, quick")
    yield Row(CALIBRATE, ("calibration.runs=5",), "calibration.runs: should be greater than")
    yield Row(CALIBRATE, ("calibration.method=magic",), "should be 'regression' or 'neural'")
    yield Row(CALIBRATE, ("calibration=null",), "calibration")
    yield Row(CALIBRATE, ("scenario=recession",), "scenario: should change nothing")
    yield Row(SENSITIVITY, ("sensitivity.outcome=luck",), "sensitivity.outcome: luck: unknown")
    yield Row(SENSITIVITY, ("sensitivity.worth=1e300",), "sensitivity.worth: should be less")
    yield Row(SENSITIVITY, ("sensitivity.programme=ekjso",), "(did you mean 'eksjo'?)")


def numbers() -> Iterator[Row]:
    key = "vetlanda.back_heaviness"
    for command in (SESIM, CALIBRATE, SENSITIVITY, PYTHON):
        yield Row(command, (f"{key}=0,2",), f"{key}=0,2: did you mean {key}=0.2?")
    yield Row(SWEEP, (f"{key}=0,2",), f"{key}=0,2: did you mean {key}=0.2?")
    yield Row(SWEEP, ("scenario=baseline,boom", f"{key}=0,9"), f"did you mean {key}=0.9?")
    yield Row(SESIM, (f"{key}='0,2'",), "(got '0,2'; did you mean 0.2?)")
    yield Row(SESIM, (f"{key}=20%",), "did you mean 0.2?")
    yield Row(SESIM, ("replications=020",), "(got '020'; did you mean 20?)")
    yield Row(SESIM, ("vetlanda.caseload_norm=020",), "(got '020'; did you mean 20?)")
    yield Row(SESIM, ("parameters.accept=00.2",), "did you mean 0.2?")
    yield Row(SESIM, ("parameters.accept='0,12'",), "did you mean 0.12?")
    yield Row(SESIM, ("replications='1 000'",), "did you mean 1000?")
    yield Row(SESIM, ("replications=1e3",), "(got 1000.0; did you mean 1000?)")
    yield Row(SESIM, ("replications=５",), "did you mean 5?")
    yield Row(SESIM, ("replications=0o20",), "replications: should be a valid integer (got '0o20')")
    yield Row(SESIM, ("replications=0b1",), "(got '0b1')")
    yield Row(SESIM, ("replications=0x10",), "(got '0x10')")
    yield Row(SESIM, ("replications=1:30",), "(got '1:30')")
    yield Row(SESIM, ("replications=2.5",), "replications: should be")
    yield Row(SESIM, ("replications=true",), "replications: should be a valid integer (got True)")
    yield Row(SESIM, ("replications=" + "9" * 5000,), "replications", longest=1000)
    for value in ("nan", "inf", "-inf", "1e400"):
        yield Row(SESIM, (f"vetlanda.caseload_norm={value}",), "should be a finite number")
    yield Row(SESIM, ("parameters.accept=nan",), "parameters.accept: should be between 0 and 1")
    rate = "economics.rates.coach_cost.value"
    yield Row(SESIM, (f"{rate}=1e12",), "should be between 0 and 10,000,000 (got 1e+12)")
    yield Row(SESIM, (f"{rate}=1e300",), "economics.rates.coach_cost: value: should be between 0")
    yield Row(SESIM, (f"{rate}=-1",), "should be greater than or equal to 0 (got -1)")
    month = "economics.rates.wage_month.value"
    yield Row(SESIM, (f"{month}=5000000.0",), "value: should be between 0 and 1,000,000")
    yield Row(SESIM, ("economics.rates.hours_share.value=40",), "value: should be between 0 and 1")
    yield Row(SESIM, ("future.unemployment.sd=-1",), "future.unemployment.sd: should be greater")
    yield Row(SESIM, ("future=drawn", "future.turnovr.sd=1"), "did you mean 'turnover'?")
    yield Row(SESIM, ("future=draw",), "future: unknown option 'draw' (did you mean 'drawn'?)")
    early = ("future=drawn", "future.since=2011-12-31")
    yield Row(SESIM, early, "future.since: 2011-12-31 is before the start 2012-01-01")
    yield Row(SESIM, ("future=drawn",), "future: nothing is drawn, since the study ends on")
    yield Row(SWEEP, ("future=drawn", "seed=1,2"), "future: nothing is drawn, since the study")
    yield Row(CALIBRATE, ("future=drawn",), "future: should be none, since what was counted")
    change = "scenario.changes=[{target: referral.per_year, scale: 1e9}]"
    yield Row(SESIM, (change,), "scenario.changes.0.scale: should be less than or equal to 1000")


def texts() -> Iterator[Row]:
    for sign in "=+-@":
        yield Row(SESIM, (f"scenario.name='{sign}1+1'",), "scenario.name: should not begin with")
    yield Row(SESIM, ("vetlanda.title='=cmd()'",), "vetlanda.title: should not begin with = + - @")
    yield Row(PYTHON, ("scenario.title=' =1+1'",), "scenario.title: should not begin with")
    for name, sign in (("bell", "\a"), ("tab", "\t"), ("bidi", "\u202e"), ("zero", "\u200b")):
        said = "holds an invisible character"
        yield Row(SESIM, (f"scenario.title='a{sign}b'",), said)
        files = {MINE: f'name: "{name} \\u{ord(sign):04x} x"\n'}
        yield Row(SESIM, OWN, said, files)
    yield Row(SESIM, ("scenario.title=" + "x" * 10_000,), "at most 80 characters", longest=400)
    yield Row(SESIM, ("scenario.title=" + "x" * 100_000,), "has 100,015 characters", longest=400)
    yield Row(SESIM, ("x" * 19_000 + "=1",), "unknown key", longest=2500)
    yield Row(SESIM, ("scenario=" + "x" * 10_000,), "scenario: unknown option", longest=1200)
    yield Row(
        SESIM, ("programmes=[" + ",".join(f"a{i}" for i in range(900)) + "]",), "more", longest=8000
    )
    yield Row(SESIM, ("scenario.changes=" + "[" * 5_000 + "]" * 5_000,), "brackets inside")
    yield Row(SESIM, ("scenario.changes=" + "{a:" * 300 + "1" + "}" * 300,), "brackets inside")
    yield Row(SESIM, ("a" * 100 + "\u202e=1",), "\\u202e")
    yield Row(SESIM, ("seed\x1b[31m=1",), "\\x1b[31m")
    huge = "title: " + "x" * 1_500_000 + "\nname: mine\n"
    yield Row(SESIM, OWN, "at most 80 characters", {MINE: huge}, longest=600)
    many = "name: mine\nchanges: [" + "{target: A}," * 400 + "]\n"
    yield Row(SESIM, OWN, "more", {MINE: many}, longest=6000)
    yield Row(PYTHON, ("scenario.title=" + "x" * 10_000,), "at most 80 characters", longest=400)


def swept() -> Iterator[Row]:
    share = "vetlanda.back_heaviness"
    yield Row(SWEEP, (f"{share}=interval(0,1)",), "interval(0,1): is continuous; list the values")
    yield Row(SWEEP, ("replications=range(1,2,0)",), "cannot be swept over: range() arg 3")
    yield Row(SWEEP, ("replications=range(5,1)",), "holds no value, so there is no job")
    yield Row(SWEEP, ("seed=range(1,1000000000)",), "at most 10,000 are allowed")
    yield Row(SWEEP, ("scenario=glob(zz*)",), "holds no value, so there is no job")
    yield Row(SWEEP, ("seed=glob(*)",), "seed=glob(*): holds no value")
    yield Row(SWEEP, ("scenario=glob([a)",), "scenario")
    yield Row(SWEEP, ("precision=0.1,0.2",), "applies to the whole sweep; it cannot vary")
    yield Row(SWEEP, ("precision=0.01",), "no two of these 1 are compared (got 0.01)")
    yield Row(SWEEP, ("precision=0.01", "scenario=boom"), "no two of these 1 are compared")
    yield Row(SWEEP, ("precision=2", "scenario=baseline,boom"), "precision: should be less than 1")
    yield Row(SWEEP, ("scenario=baseline,rapid",), "(did you mean 'rapid_search'?)")
    yield Row(SWEEP, ("seed=1,-2",), "seed: should be greater than or equal to 0 (got -2) (job")
    yield Row(SWEEP, ("hydra/sweeper=nosuch",), "hydra/sweeper: unknown option 'nosuch'")
    yield Row(SWEEP, ("hydra/launcher=nosuch",), "hydra/launcher: unknown option 'nosuch'")
    yield Row(SWEEP, ("programmes=[eksjo],[atlantis]",), "atlantis: unknown programme")
    yield Row(SWEEP, ("budget=1", "scenario=baseline,boom"), "budget: should be greater than")
    yield Row(SWEEP, ("--resume",), "--resume: name the sweep to resume")


PLANNED = (
    "programmes=[vetlanda]",
    "levers={fte: [1, 2]}",
    "goals=[{outcome: waiting, at_most: 9}]",
)
"""A search for a plan that could begin."""


def planned() -> Iterator[Row]:
    town, levers, goals = PLANNED
    for arguments, said in (
        ((), "plan.levers: missing; name what could change, such as 'levers={fte: [1, 2]}'"),
        ((town, levers), "plan.goals: missing, and the programmes have no goal of their own"),
        ((levers, goals), "plan.levers.fte: is the sum of one programme's posts, and the study"),
        ((town, goals, "levers=fte"), "plan.levers: should be"),
        ((town, goals, "levers={fte: 2}"), "plan.levers.fte: should be a list of values, such as"),
        ((town, goals, "levers={fte: []}"), "plan.levers.fte: should be at least one value"),
        ((town, goals, "levers={fte: [0]}"), "plan.levers.fte: 0: should be a number above 0"),
        ((town, goals, "levers={ftes: [1]}"), "ftes: unknown lever (did you mean 'fte'?)"),
        ((town, goals, "levers={fte: {from: 4, to: 1, step: 1}}"), "a range should go upwards"),
        (
            (town, goals, "levers={fte: {from: 1, to: 4}}"),
            "should have the numbers from, to and step",
        ),
        ((town, goals, "levers={fte: {from: 1, to: 4, step: 1e-9}}"), "hold at most 200 values"),
        ((town, goals, "levers={fte: {from: 1, to: 9, step: 1e-308}}"), "hold at most 200 values"),
        ((town, goals, "levers={fte: {from: 1, to: 2, step: 0.3}}"), "e.g. 0.25 or 0.5 (got"),
        ((town, goals, "levers={fte: [1], fte_scale: [2]}"), "fte and fte_scale set the same"),
        ((town, goals, "levers={fte: ['2']}"), "should be a number above 0 (got the text '2')"),
        ((town, goals, "levers={xyz: [2]}"), "unknown lever; known: fte, placement.weeks, fte_s"),
        ((town, levers, "goals={waiting: 3}"), "should be a list of goals, such as [{outcome: "),
        ((town, levers, f"{goals[:-1]}, {goals[7:]}"), "asks for the same as an earlier goal"),
        ((*PLANNED, f"name={'a' * 61}"), "plan.name: should have at most 60 characters"),
        ((*PLANNED, "title="), "plan.title: should have at least 1 character (got '')"),
        ((*PLANNED, "future.since=2017-01-01"), "future.since: has no effect, because nothing is"),
        ((town, goals, "levers={fte: [1, 1.0]}"), "levers.fte: a value is there twice"),
        ((town, goals, "levers={parameters.acept: [0.1]}"), "(did you mean 'accept'?)"),
        ((town, goals, "levers={title: [Ours]}"), "title: this cannot change over time"),
        ((town, goals, "levers={back_heaviness: [2]}"), "plan.levers.back_heaviness: 2: vetlanda."),
        ((town, levers, "goals=5"), "plan.goals: should be a list"),
        ((town, levers, "goals=[{outcome: waiting}]"), "plan.goals.0: give either at_least or"),
        ((town, levers, "goals=[{at_most: 2}]"), "plan.goals.0.outcome: "),
        ((town, levers, "goals=[{outcome: waitin, at_most: 2}]"), "(did you mean 'waiting'?)"),
        ((town, levers, "goals=[{outcome: employed_share, at_least: 35}]"), "did you mean 0.35?"),
        ((town, levers, "goals=[{outcome: first_jobs_1999, at_least: 3}]"), "full calendar years"),
        ((town, levers, "goals=[{outcome: waiting, at_most: 2, on: 1999-01-01}]"), ".0.on: should"),
        ((town, levers, "goals=[{outcome: waiting, at_most: 2, certainty: 80}]"), "0.certainty: "),
        ((*PLANNED, "certainty=1"), "plan.certainty: should be less than or equal to 0.99"),
        ((*PLANNED, "confidence=0.1"), "plan.confidence: should be greater than or equal to 0.5"),
        ((*PLANNED, "first=5"), "plan.first: should be greater than or equal to 10 (got 5)"),
        ((*PLANNED, "first=500", "budget=100"), "first: should be at most the budget, 100"),
        ((*PLANNED, "budget=2000"), "plan.budget: should be at most 1000, the number of parameter"),
        ((*PLANNED, "since=2040-01-01"), "plan.since: should be from "),
        ((*PLANNED, "cost=person"), "cost: should be one of"),
        ((*PLANNED, "name=../mine"), "plan.name: should"),
        ((*PLANNED, "name=baseline"), "plan.name: baseline is the name of the study's own"),
        ((*PLANNED, "lever={}"), "lever: unknown key; known: "),
        ((*PLANNED, "scenario=placebo"), "is a placebo, which no plan builds on"),
        ((*PLANNED, "seed=1,2"), "seed=1,2: several values"),
        ((*PLANNED, "--resume"), "--resume: name the search to resume, with output=FOLDER"),
        ((*PLANNED, "--resume", "output=nowhere"), "there is no such folder to resume"),
        ((*PLANNED, "--resume", "output=full"), "full: holds no search, which cannot be resumed"),
    ):
        yield Row(PLAN, arguments, said, {"full/mine.txt": "mine"})


TRIED = ("programmes=[vetlanda]", "end=2018-12-31")
"""A page to try that could be made."""

MANY = ("together=6", "levers={caseload_norm: [9, 10, 11, 12, 13, 14, 15, 16, 17]}")
"""Settings that are too many for a page."""


def tried() -> Iterator[Row]:
    for arguments, said in (
        ((*TRIED, "levers=posts"), "whatif.levers: should be"),
        ((*TRIED, "levers={posts: 1}"), "whatif.levers.posts: should be"),
        ((*TRIED, "levers={post: [1]}"), "levers: post: unknown lever (did you mean 'posts'?)"),
        ((*TRIED, "levers={posts: [half]}"), "whatif.levers.posts: should be a number or one of"),
        ((*TRIED, "levers={posts: [1, 1]}"), "levers.posts: a value is there twice"),
        ((*TRIED, "levers={posts: [true]}"), "posts.0: should be a number or a word (got True)"),
        ((*TRIED, "levers={posts: [inf]}"), "levers.posts.0: should be a number or a word (got"),
        ((*TRIED, "levers={back_heaviness: [90]}"), "should be from 0 to 1 (got 90)"),
        ((*TRIED, "levers={motivation_policy: [wait]}"), "should be one of close, motivate, open"),
        ((*TRIED, "levers={placement_length: [-1]}"), "should be above 0 (got -1)"),
        ((*TRIED, "tabs={ways: [fte]}"), "tabs.ways: should be a lever of levers (got 'fte')"),
        ((*TRIED, "tabs={ways: [posts, posts]}"), "tabs.ways: a lever is there twice"),
        ((*TRIED, "tabs={ways: [], caseload: []}"), "whatif: offers nothing to choose"),
        ((*TRIED, "together=0"), "whatif.together: should be greater than or equal to 1 (got 0)"),
        ((*TRIED, *MANY), "combinations, and at most 700 fit on a page"),
        ((*TRIED, "years=0"), "whatif.years: should be greater than or equal to 1 (got 0)"),
        ((*TRIED, "since=2040-01-01"), "whatif.since: should be from 2012-01-01 to 2018-12-31"),
        ((*TRIED, "lever={}"), "lever: unknown key; known: "),
        ((*TRIED, "scenario=placebo"), "is a placebo, which no setting builds on"),
        ((*TRIED, "seed=1,2"), "seed=1,2: several values"),
        ((*TRIED, "--resume"), "--resume: name the page to resume, with output=FOLDER"),
        ((*TRIED, "--resume", "output=nowhere"), "there is no such folder to resume"),
        ((*TRIED, "--resume", "output=full"), "full: holds no page, which cannot be resumed"),
        ((*TRIED, "output=full"), "full: exists and is not empty"),
    ):
        yield Row(WHATIF, arguments, said, {"full/mine.txt": "mine"})


ONE = ("figures=[start_up_work]",)
"""A validation that takes a moment."""


def validated() -> Iterator[Row]:
    for arguments, said in (
        (("figures=[work_12_month]",), "unknown figure (did you mean 'work_12_months'?)"),
        ((*ONE, "draws=0"), "validate.draws: should be greater than or equal to 2 (got 0)"),
        ((*ONE, "draws=1.5"), "validate.draws: should be"),
        ((*ONE, "replications=20"), "replications: the setups have programmes, scenarios and days"),
        ((*ONE, "validate.draw=20"), "validate.draw: unknown key"),
        ((*ONE, "seed=1,2"), "seed=1,2: several values"),
        ((*ONE, "parameters=nowhere"), "nowhere"),
    ):
        yield Row(VALIDATE, arguments, said)


YAML: list[tuple[Content, str]] = [
    ("5\n", "mine.yaml: line 1: should hold lines of the form 'key: value'"),
    ("text\n", "should hold lines of the form 'key: value'"),
    ("- a\n- b\n", "should hold lines of the form 'key: value'"),
    ("name: x\n---\nname: y\n", "'---' begins a second study"),
    ("name: [x\n", "mine.yaml: line 2, column 1: cannot be read"),
    ("name: x\n\tchanges: []\n", "mine.yaml: line 2, column 1: cannot be read"),
    ("name: x\nname: y\n", "duplicate key"),
    ("name: 'x\n", "mine.yaml: line"),
    ("? [a]\n: b\n", "mine.yaml"),
    ("name: *nowhere\n", "mine.yaml: line 1"),
    ("name: Sävsjö\n".encode("latin-1"), "mine.yaml: is not text in UTF-8; save it as UTF-8"),
    ("name: “x”\n".encode("cp1252"), "is not text in UTF-8; save it as UTF-8"),
    ("name: x\n".encode("utf-16"), "is not text in UTF-8; save it as UTF-8"),
    ("name: x\n".encode("utf-16-le"), "holds characters that are not text; save it as UTF-8"),
    (bytes(range(256)), "is not text in UTF-8"),
    (b"PK\x03\x04\x14\x00\x00\x00", "holds characters that are not text"),
    ("name: x\nchanges: &a [*a]\n", "mine.yaml: line 2: *a refers to a value that contains it"),
    ("&a\nname: x\nchanges: *a\n", "*a refers to a value that contains it"),
    (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{this}: &{this} [{', '.join([f'*{last}'] * 9)}]\n"
            for last, this in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "holds more than 20,000 values",
    ),
    ("name: x\nchanges: " + "[" * 100_000, "more than 30 nested levels"),
    ("name: x\n" + "".join(" " * i + "a:\n" for i in range(40)), "mine.yaml: line"),
    ("name: !!python/object/apply:os.system ['x']\n", "python/object/apply"),
    ("name: !mine x\n", "not allowed: !mine"),
    ("name: x\nchanges:\n- {target: a, set: 020}\n", "line 3: 020 would be read as another number"),
    ("name: x\nchanges:\n- {target: a, set: 0b11}\n", "0b11 would be read as another number"),
    ("name: x\nchanges:\n- {target: a, set: 0x1F}\n", "0x1F would be read as another number"),
    ("name: x\nchanges:\n- {target: a, set: 1:30}\n", "1:30 would be read as another number"),
    ("name: x\nseed: 5\n", "scenario.seed: unknown key"),
    ("# @package _global_\nnonsense: 1\n", "nonsense: unknown key"),
    ("# @package\nname: x\n", "mine.yaml: Expected header format"),
    ("defaults: 7\n", "scenario/mine"),
    ("defaults: [nosuch]\nname: x\n", "nosuch"),
    ("defaults: [mine]\nname: x\n", "the files refer to each other in a circle"),
    ("name: x\n_target_: os.system\n", "scenario._target_: not allowed"),
    ("", "scenario"),
    ("x" * 3_000_000, "mine.yaml: is too large; at most 2 MB are read"),
    (large, "is too large; at most 2 MB are read"),
    (pipe, "mine.yaml: is a pipe or a device; name a file"),
    (to("/dev/zero"), "is a pipe or a device; name a file"),
    (to("nowhere"), "scenario: unknown option 'mine'"),
    (to("mine.yaml"), "mine"),
    (Path.mkdir, "scenario: unknown option 'mine'"),
]
"""Files that are no scenario, and what is said of them."""


def yaml_files() -> Iterator[Row]:
    for content, said in YAML:
        yield Row(SESIM, OWN, said, {MINE: content})
    for command in STUDIES[1:]:
        for content, said in (YAML[0], YAML[10], YAML[16]):
            yield Row(command, OWN, said, {MINE: content})
    for ending in (".yml", ".txt", ".yaml.txt", ".json"):
        files = {f"conf/scenario/mine{ending}": "name: x\n"}
        said = f"there is no 'mine', but mine{ending}; rename that file mine.yaml"
        yield Row(SESIM, OWN, said, files)
    primary = {"conf/config.yaml": "5\n"}
    yield Row(SESIM, ("--config-path", "conf"), "config.yaml: line 1: should hold", primary)
    latin = {"conf/config.yaml": "start: 2012-01-01 # första\n".encode("latin-1")}
    yield Row(SESIM, ("--config-path", "conf"), "save it as UTF-8", latin)
    yield Row(SESIM, ("--cfg", "job", *OWN), "mine.yaml: line 1: should hold", {MINE: "5\n"})
    yield Row(SESIM, ("--cfg", "job", *OWN), "is a pipe or a device", {MINE: pipe})
    programme = {"conf/programme/mytown.yaml": "5\n"}
    arguments = ("--config-dir", "conf", "+programme@mytown=mytown", "programmes=[mytown]")
    yield Row(SESIM, arguments, "mytown.yaml: line 1: should hold lines", programme)
    yield Row(SENSITIVITY, arguments, "mytown.yaml: line 1: should hold lines", programme)
    money = {"conf/economics/mine.yaml": "name: &a [*a]\n"}
    arguments = ("--config-dir", "conf", "economics=mine")
    yield Row(SESIM, arguments, "*a refers to a value that contains it", money)


def places() -> Iterator[Row]:
    full = {"full/mine.txt": "mine"}
    vacant = "exists and is not empty; name a new or an empty folder"
    for command in (SESIM, SWEEP, CALIBRATE, SENSITIVITY, PLAN):
        more = {SENSITIVITY: ("scenario=boom",), PLAN: PLANNED}.get(command, ())
        yield Row(command, ("output=full", *more), vacant, full)
        yield Row(command, ("output=/", *more), "output: /: ")
        yield Row(command, ("output=.", *more), "is the folder you are in; name a new one")
        yield Row(command, ("output=full/mine.txt", *more), "exists and is not a folder", full)
        yield Row(command, ("output=full/mine.txt/x", *more), "output: ", full)
        yield Row(command, ("output=/proc/sesim", *more), "output: /proc/sesim")
        yield Row(command, ("output=~nosuchuser/x", *more), "output: ")
        yield Row(command, ("output=" + "x" * 300, *more), "output: ", longest=1500)
    yield Row(CALIBRATE, ("output=full",), vacant, {"full/bank/mine.txt": "mine"})
    yield Row(SWEEP, ("--resume", "output=full"), "holds no sweep that could be resumed", full)
    yield Row(SWEEP, ("--resume", "output=/"), "holds no sweep that could be resumed")


def tables() -> Iterator[Row]:
    draws = "parameters.draws=mine.parquet"
    for command in (SESIM, SWEEP, PYTHON):
        yield Row(command, (draws,), "mine.parquet: No such file or directory")
        yield Row(command, (draws,), "damaged, or not a table", {"mine.parquet": "5"})
        yield Row(command, (draws,), "is a pipe or a device", {"mine.parquet": pipe})
    yield Row(SESIM, (draws,), "is a pipe or a device", {"mine.parquet": to("/dev/zero")})
    yield Row(SESIM, (draws,), "is too large", {"mine.parquet": large})
    yield Row(SESIM, (draws,), "is a folder; name a file", {"mine.parquet": Path.mkdir})
    yield Row(SESIM, (draws,), "damaged, or not a table", {"mine.parquet": b"PAR1" + b"\0" * 99})
    targets = "calibration.targets=mine.csv"
    counts: list[tuple[Content, str]] = [
        (HEADER + 'eksjo,"' + "x" * 140_000 + '"\n', "cannot be read as CSV: field larger than"),
        (HEADER + 'eksjo,"a\n', "mine.csv: line"),
        (HEADER + "eksjo\n", "line 2: should have 11 columns"),
        (HEADER, "there is no count to fit"),
        ("", "line 1 should name the columns"),
        (HEADER.replace("role", "rôle").encode("latin-1"), "is not text in UTF-8; save it as"),
        (HEADER.encode("utf-16"), "is not text in UTF-8; save it as UTF-8"),
        (HEADER.replace(",", ";"), "there is no count to fit"),
        (pipe, "is a pipe or a device"),
        (to("/dev/zero"), "is a pipe or a device"),
        (large, "is too large"),
        (Path.mkdir, "is a folder; name a file"),
    ]
    for content, said in counts:
        yield Row(CALIBRATE, (targets,), said, {"mine.csv": content}, longest=2500)
    yield Row(CALIBRATE, (targets,), "mine.csv: No such file or directory")
    yield Row(CALIBRATE, ("calibration.targets=a\0b",), "a\\x00b")
    bank = "sensitivity.bank=full"
    yield Row(SENSITIVITY, ("scenario=boom", bank), "no calibration that was finished")
    files = {"full/prior.parquet": pipe}
    yield Row(SENSITIVITY, ("scenario=boom", bank), "is a pipe or a device", files)
    prior = "sensitivity.prior=mine.parquet"
    yield Row(SENSITIVITY, ("scenario=boom", prior), "No such file or directory")


def adjusted() -> Iterator[Row]:
    mine = ("programme=vetlanda", "counts=own.csv")
    head, until = "outcome,since,until,count\n", "2017-12-31"
    good = {"own.csv": f"{head}employed,2017-06-01,{until},3\n"}
    files: list[tuple[Content, str]] = [
        (f"{head}employed,2017-06-01,{until},-3\n", "own.csv: line 2.count: should be greater"),
        (f"{head}employed,2017-06-01,{until},a\n", "own.csv: line 2.count: should be a valid"),
        (f"{head}employed,,{until},3\n", "no person may count twice"),
        (f"{head}employd,2017-06-01,{until},3\n", "unknown count (did you mean 'employed'?)"),
        (f"{head}employed\n", "line 2: should have 4 columns"),
        ("outcome,count\nemployed,3\n", "until: missing"),
        ("outcome,sinse\n", "own.csv: sinse: unknown column (did you mean 'since'?)"),
        (head, "own.csv: holds no count"),
        (b"\xff\xfe", "save it as UTF-8"),
        (pipe, "is a pipe or a device"),
        (large, "is too large"),
    ]
    for content, said in files:
        yield Row(ADJUST, mine, said, {"own.csv": content})
    yield Row(ADJUST, (), "programme: name one programme, such as programme=vetlanda (got eksjo,")
    yield Row(ADJUST, ("programme=vetlanda",), "adjust.counts: missing; name a file")
    yield Row(
        ADJUST, ("programme=vetlanda", "counts=7"), "should be a file or a list of counts (got 7)"
    )
    yield Row(ADJUST, ("programme=nosuch", "counts=own.csv"), "nosuch")
    yield Row(ADJUST, mine, "own.csv: No such file or directory")
    typed = "counts=[{outcome: employed, count: -1, until: 2017-12-31}]"
    yield Row(ADJUST, ("programme=vetlanda", typed), "adjust.counts.0.count: should be greater")
    typed = "counts=[{outcome: employed, number: 3}]"
    yield Row(ADJUST, ("programme=vetlanda", typed), "adjust.counts.0.number: unknown key")
    yield Row(ADJUST, ("programme=vetlanda", "counts=[3]"), "adjust.counts.0: should be")
    for argument, said in (
        ("name=posterior", "posterior is the name of shipped parameters"),
        ("name=../x", "adjust.name: "),
        ("adjust.runs=5", "adjust.runs: should be greater than or equal to 200 (got 5)"),
        ("adjust.referral_sd=9", "adjust.referral_sd: should be less than or equal to 2"),
        ("adjust.prior=mine", "mine: No such file or directory"),
        ("adjust.nonsense=1", "adjust.nonsense: unknown key"),
        ("scenario=recession", "scenario: should change nothing (got recession)"),
        ("parameters=prior", "the draws that are adjusted are adjust.prior"),
        ("output=/proc/sesim", "output: /proc/sesim: "),
        ("output=~nosuchuser/x", "output: "),
        ("output=" + "x" * 300, "output: "),
        ("-m", "unrecognized arguments: -m"),
    ):
        yield Row(ADJUST, (*mine, argument), said, good)


def flags() -> Iterator[Row]:
    for command, program in (
        (SESIM, "sesim"),
        (CALIBRATE, "sesim-calibrate"),
        (SENSITIVITY, "sesim-sensitivity"),
    ):
        yield Row(command, ("--nonsense",), f"unrecognized arguments: --nonsense; see {program}")
        yield Row(command, ("--config-dir",), "expected one argument")
        yield Row(command, ("--config-dir", "nowhere"), "--config-dir: nowhere is not a folder")
        yield Row(command, ("--config-dir", "a\0b"), "--config-dir: a\\x00b")
        yield Row(command, ("--config-dir", "~nosuchuser"), "--config-dir: ~nosuchuser")
        yield Row(command, ("--config-dir", "x" * 5000), "--config-dir: ", longest=1500)
    yield Row(SESIM, ("--config-path", "nowhere"), "--config-path: nowhere is not a folder")
    yield Row(SESIM, ("--config-name", "nowhere"), "nowhere")
    yield Row(SESIM, ("--config-dir", "pipe"), "is not a folder", {"pipe": pipe})
    yield Row(SESIM, ("--cfg", "jobs"), "invalid choice")
    yield Row(SESIM, ("--cfg", "job", "replicatons=3"), "replicatons")
    yield Row(SESIM, ("--resume",), "--resume: resumes a sweep; use it with -m")
    yield Row(CALIBRATE, ("-m",), "unrecognized arguments: -m")


def trusted() -> Iterator[Row]:
    alone = "cluster: a file may not name one (got 'tcp://127.0.0.1:9')"
    address = "cluster: tcp://127.0.0.1:9\n"
    experiment = {"conf/experiment/mine.yaml": f"# @package _global_\n{address}"}
    for command in STUDIES:
        more = ("scenario=boom",) if command == SENSITIVITY else ()
        yield Row(command, ("--config-dir", "conf", "experiment=mine", *more), alone, experiment)
    received = {"conf/config.yaml": f"defaults: [_self_]\n{address}"}
    yield Row(SESIM, ("--config-path", "conf"), alone, received)
    params = "hydra: {sweeper: {params: {cluster: 'tcp://127.0.0.1:9'}}}\nscenario: {name: x}\n"
    files = {MINE: f"# @package _global_\n{params}"}
    yield Row(SWEEP, OWN, "hydra.sweeper.params.cluster: only the command line", files)
    for command in (SESIM, CALIBRATE, SENSITIVITY):
        yield Row(command, ("cluster=here",), "cluster: should match pattern")
        yield Row(command, ("cluster=127.0.0.1:8786",), "cluster: should match pattern")
        # It cannot be reached: the input is good, and what fails is the network.
        more = ("scenario=boom",) if command == SENSITIVITY else ()
        said = "cluster: tcp://127.0.0.1:9 does not answer as a Dask scheduler"
        yield Row(command, ("cluster=tcp://127.0.0.1:9", *more), said, status=1)


def reports() -> Iterator[Row]:
    yield Row(REPORT, (), "FOLDER: name one (got 0); see sesim-report --help")
    yield Row(REPORT, ("a", "b"), "FOLDER: name one (got 2)")
    yield Row(REPORT, ("",), "FOLDER: should name a folder (got '')")
    yield Row(REPORT, ("nowhere",), "does not exist; name the folder of a study or a sweep")
    yield Row(REPORT, ("mine",), "is not a folder", {"mine": "5"})
    yield Row(REPORT, ("mine",), "is not a folder", {"mine": pipe})
    yield Row(REPORT, ("mine",), "holds no results", {"mine/x": "5"})
    yield Row(REPORT, ("~nosuchuser",), "FOLDER: ~nosuchuser")
    yield Row(REPORT, ("a\0b",), "a\\x00b")
    yield Row(REPORT, ("x" * 5000,), "xxx", longest=1500)
    yield Row(REPORT, ("mine", "--lang", "de"), "--lang: should be", {"mine/x": "5"})
    yield Row(REPORT, ("mine", "--lang", "x" * 5000), "--lang: should be", {"mine/x": "5"})
    yield Row(REPORT, ("--nonsense",), "unrecognized arguments: --nonsense")
    damaged: list[tuple[Content, str]] = [
        ("5", "damaged"),
        ("{}", "damaged"),
        ("[" * 100_000, "damaged"),
        (b"\xff\xfe", "damaged"),
        ('{"files_sha256": {}, "version": "0.0.1"}', "was made by sesim 0.0.1"),
    ]
    for content, said in damaged:
        yield Row(REPORT, ("mine",), said, {"mine/provenance.json": content})
    yield Row(REPORT, ("mine",), "holds no results", {"mine/provenance.json": pipe})
    jobs: list[tuple[Content, str]] = [
        ("", "damaged"),
        ("job\n1\n", "damaged, without the column scenario"),
        ("job,scenario,status,folder\n0,x,planned,0_x\n", "no job of this sweep has finished"),
        ("job,scenario,status,folder\n0,x,done,../x\n", "damaged"),
        ("job,scenario,status,folder\n0,x,done,0_x\n", "is missing"),
        (b"\xff\xfe\x00", "damaged"),
        (pipe, "holds no results"),
    ]
    for content, said in jobs:
        yield Row(REPORT, ("mine",), said, {"mine/jobs.csv": content})


EVENTS = "replication,programme,participant,time,kind\n0,mytown,1,1.0,"
"""A log whose last word is missing."""


def records() -> Iterator[Row]:
    first = ("--since", "2016-01-01")
    yield Row(DESCRIBE, first, "LOG: name one file (got 0)")
    yield Row(DESCRIBE, ("log.csv",), "--since: missing; name the first day")
    yield Row(DESCRIBE, ("log.csv", "--since", "x" * 5000), "--since: a date is written as")
    yield Row(DESCRIBE, ("log.csv", *first, "--name", "a\u202eb"), "--name: should be a short name")
    yield Row(DESCRIBE, ("log.csv", *first, "--workers", "-1"), "--workers: should be a whole")
    files: list[tuple[Content, str]] = [
        (pipe, "is a pipe or a device; name a file"),
        (large, "is too large"),
        ("", "cannot be read as CSV"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        ("a,b\n1,2\n", "the event log has no column(s) replication, programme"),
        (f"{EVENTS}came\n", "kind, row 1: is none of the words"),
        (f"{EVENTS}exited\n", "an exit comes after an enrolment"),
        (EVENTS.replace("mytown", "900101-1234") + "enrolled\n", "personal identity number"),
        (EVENTS.replace("1.0", "9e99") + "enrolled\n", "time, row 1: must be from 0 to 10000"),
    ]
    for content, said in files:
        yield Row(DESCRIBE, ("log.csv", *first), said, {"log.csv": content}, longest=2500)
    good = {"log.csv": f"{EVENTS}enrolled\n", "there/x": "5"}
    yield Row(DESCRIBE, ("log.csv", *first, "--output", "there"), "is not empty; name a new", good)
    yield Row(DESCRIBE, ("log.csv", *first, "--programme", "a"), "'a' is not in the log", good)


def answers() -> Iterator[Row]:
    yield Row(NEW, ("--lang", "de"), "--lang: should be sv or en (got 'de')")
    yield Row(NEW, ("--nonsense",), "unrecognized arguments: --nonsense")
    yield Row(NEW, ("--answers", "nowhere.yaml"), "nowhere.yaml: cannot be read")
    files: list[tuple[Content, str]] = [
        (pipe, "is a pipe or a device"),
        ("mapping: slow", "mapping: "),
        ("maping: short", "maping: unknown key (did you mean 'mapping'?)"),
        ("name: a b", "name: should be a short name"),
        ("name: [1]", "name: should be a short name"),
        ("title: \u202ea", "title: holds an invisible character"),
        ("posts: 1", "posts: "),
        ("goals: 3", "goals: "),
        ("referral: 3", "referral: unknown key"),
        ("a: &a [*a]", "*a refers to a value that contains it"),
        ("name: !!python/object:os.system {}", "not allowed"),
    ]
    for content, said in files:
        yield Row(NEW, ("--answers", "mine.yaml"), said, {"mine.yaml": content})
