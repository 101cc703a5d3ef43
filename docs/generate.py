"""Write the reference pages, and the tables of pages, that are made from the package's own files.

    python docs/generate.py

A test fails when a page differs from what this writes.
"""

import inspect
import re
import runpy
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pandas as pd
import yaml

import sesim
from sesim import load_study, simulate
from sesim.outcomes import OUTCOMES, fidelity, reference
from sesim.report.text.fields import FIELDS, Field
from sesim.report.text.language import language
from sesim.report.text.units import Unit
from sesim.study.economics import Economics, Rate
from sesim.study.future import TARGETS, Future
from sesim.study.parameters import OutsidePrior, Parameter, notation, register
from sesim.study.paths import QUARTERS_PER_YEAR, band
from sesim.validation.setups import SETUPS

DOCS = Path(__file__).parent
ROOMS = runpy.run_path(str(DOCS / "rooms.py"))
ECONOMICS = DOCS.parent / "conf" / "economics"
FUTURES = DOCS.parent / "conf" / "future"
PROGRAMMES = DOCS.parent / "conf" / "programme"
SCENARIOS = DOCS.parent / "conf" / "scenario"

DAYS_PER_WEEK = 7

PARAMETERS_HEAD = """\
# Parameters

Every number that the programmes share. `docs/generate.py` makes this page from \
`src/sesim/study/register.yaml`: edit the register, not this page.

* **Default** is used by `parameters=register`, and where a parameter is not calibrated. It is \
the median of the prior.
* **Prior**: LN(median; log-SD) lognormal, N(mean; SD) normal, HN(SD) half-normal, Beta(a; b), \
U(low; high) uniform, 1 or LN(median; log-SD) with the probability of the second.
* **Grade** is the confidence in the prior: high, medium, low, or assumption.
* **Label** is what [calibration](../explanation/calibration.md) does with it. It estimates a \
*free* parameter from the published counts. A *context* parameter varies too, with a prior from \
outside evidence; the counts can shift it, but they are not meant to estimate it. A *fixed* one \
keeps its default. Each programme has its own value of an *own* parameter.
* **Source** is a key of [the sources](sources.md), with the place, or an assumption.
"""

PROGRAMMES_HEAD = """\
# Programmes

Every value of each programme, with its source. `docs/generate.py` makes this page from \
`conf/programme/`: edit those files, not this page. \
[About the choices](../explanation/programmes.md).

## What a file holds

The board page and the terminal use the same terms.
"""

SHARED_HEAD = """
## What most programmes share

A programme without a row for one of these fields, in its section below, has this value from \
this source.
"""

SCENARIOS_HEAD = """\
# Scenarios

What would be different. `docs/generate.py` makes this page from `conf/scenario/`: edit those \
files, not this page. [Write your own scenario](../how-to/own_scenario.md).

* Choose a scenario with `scenario=NAME`, or compare several with `sesim -m scenario=NAME,NAME`.
* Its changes apply to all programmes unless it names some, from its date. Set another date with \
`scenario.since=2014-01-01`, or the start of the study with `scenario.since=null`. sesim refuses \
a study that ends before its scenario begins.
* A scenario shows what follows *if* its assumptions hold; see \
[the assumptions](../explanation/assumptions.md#posts-and-scenarios).
* **Evidence** is a key of [the sources](sources.md), with the place, or an assumption.
"""


ECONOMICS_HEAD = """\
# What things cost

The rates that turn an event log into money. `docs/generate.py` makes this page from \
`conf/economics/`: edit those files, not this page. [Use your own costs](../how-to/own_costs.md), \
[how sesim uses them](outcomes.md#how-it-is-computed).

* The first day of a study chooses the **rules**: the latest file whose own first day has come. \
They apply in all years of the study. `economics=sweden_2017` chooses others.
* A rate with a **value** is known: it is the same in every replication.
* A rate without a value is uncertain, with a **prior** in the notation of \
[the parameters](parameters.md): each parameter draw comes with a draw of the rates; without \
parameter draws, a rate has the median of its prior.
* A value that you set is treated as known, and the prior is ignored: \
`economics.rates.coach_cost.value=650000`.
* The **grade** is the confidence in the value or the prior.
* **Source** is a key of [the sources](sources.md), with the place, or an assumption.
"""


FUTURE_HEAD = """\
# What is drawn of the future

How far unemployment, referrals and staff turnover stray from what a study assumes, if it draws \
them. `docs/generate.py` makes this page from `conf/future/`: edit those files, not this page. \
[How to use it](../how-to/uncertain_future.md).

* **SD** is that of the change of the logarithm in a year: \
`future=drawn future.referrals.sd=0.3` sets another one.
* The **bands** hold the path in 90% of the histories, as a percentage of what is assumed.
* **Source** is a key of [the sources](sources.md), with the place, or an assumption.
"""


OUTSIDE_HEAD = """
## Priors without the county's counts

Some priors use counts of the county: they were computed or chosen with them. For a posterior of \
outside evidence only, these have other priors \
([how it is made](../explanation/calibration.md#three-posteriors)).
"""


def parameters_page() -> str:
    """Return the page of the parameters: one table a section of the register."""
    lines = [PARAMETERS_HEAD]
    for section, parameters in by_section():
        lines += [f"\n## {section.capitalize()}\n", *table(PARAMETER_COLUMNS, parameters)]
    lines += [OUTSIDE_HEAD, *table(OUTSIDE_COLUMNS, [outside_row(*one) for one in outside()])]
    return "\n".join(lines) + "\n"


OUTSIDE_COLUMNS = ["Name", "Prior", "Without counts", "Source"]


def outside() -> Iterator[tuple[str, Parameter, OutsidePrior]]:
    """Yield the parameters that have another prior where no count is used."""
    for name, one in register().items():
        if one.outside is not None:
            yield name, one, one.outside


def outside_row(name: str, p: Parameter, prior: OutsidePrior) -> list[str]:
    """Return the cells of a parameter's prior without counts."""
    return [f"`{name}`", notation(p.prior), notation(prior.prior), prior.source]


PARAMETER_COLUMNS = ["Name", "Meaning", "Unit", "Default", "Prior", "Grade", "Label", "Source"]


def by_section() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each section of the register with a row for each of its parameters."""
    text = files("sesim.study").joinpath("register.yaml").read_text(encoding="utf-8")
    _, *parts = re.split(r"^# --- (.+?) -+$", text, flags=re.MULTILINE)
    for section, part in zip(parts[::2], parts[1::2], strict=True):
        names = re.findall(r"^(\w+):", part, flags=re.MULTILINE)
        yield section, [parameter_row(name, register()[name]) for name in names]


def parameter_row(name: str, p: Parameter) -> list[str]:
    """Return one parameter's cells."""
    return [
        f"`{name}`",
        p.meaning,
        p.unit,
        f"{p.default:g}",
        notation(p.prior),
        p.grade.value,
        p.label.value,
        p.source,
    ]


def programmes_page() -> str:
    """Return the page of the programmes: what most of them share, then one section each."""
    every = {path.stem: programme_rows(path) for path in sorted(PROGRAMMES.glob("*.yaml"))}
    shared = shared_rows(every)
    lines = [PROGRAMMES_HEAD, *field_rows(), SHARED_HEAD, *table(PROGRAMME_COLUMNS, shared)]
    for name, rows in every.items():
        own = [row for row in rows if row not in shared]
        lines += [f"\n## {name}\n", *table(PROGRAMME_COLUMNS, own)]
    return "\n".join(lines) + "\n"


PROGRAMME_COLUMNS = ["Field", "Value", "Source"]


def programme_rows(path: Path) -> list[list[str]]:
    """Return the cells of every field in a programme's file."""
    programme = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources = programme.pop("sources")
    return [[f"`{f}`", value_text(v), sources.get(f, "")] for f, v in programme.items()]


def shared_rows(every: Mapping[str, list[list[str]]]) -> list[list[str]]:
    """Return the rows that more than half of the programmes have."""
    counted = Counter(tuple(row) for rows in every.values() for row in rows)
    return [list(row) for row, times in counted.items() if 2 * times > len(every)]


def field_rows() -> Iterator[str]:
    """Yield the table of what a programme's file can hold, in the terms of page and terminal."""
    swedish = language("sv")
    rows = [
        [f"`{path}`", field.label, str(swedish(field.label)), unit_text(field)]
        for path, field in FIELDS.items()
    ]
    yield from table(["Field", "Meaning", "In Swedish", "Unit"], rows)


def unit_text(field: Field) -> str:
    """Return the unit of a field, or the values that it may have."""
    if field.unit is not Unit.TEXT:
        return field.unit.value
    values = [f"`{value}`" for value in field.words if isinstance(value, str)]
    return ", ".join(values) or ("yes or no" if field.words else "text")


def scenarios_page() -> str:
    """Return the page of the scenarios: one row each, the baseline first."""
    files = sorted(SCENARIOS.glob("*.yaml"), key=lambda path: (path.stem != "baseline", path.stem))
    rows = [scenario_row(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in files]
    columns = ["Name", "Why", "From", "What changes", "Evidence"]
    return "\n".join([SCENARIOS_HEAD, *table(columns, rows)]) + "\n"


def scenario_row(scenario: Mapping[str, Any]) -> list[str]:
    """Return one scenario's cells."""
    return [
        f"`{scenario['name']}`",
        f"**{scenario['title']}.** {scenario['rationale']}",
        scenario["since"] or "the start",
        "<br>".join(map(change_text, scenario["changes"])) or "nothing",
        scenario["evidence"],
    ]


def change_text(change: Mapping[str, Any]) -> str:
    """Return a change in words.

    >>> change_text({"target": "placement.months", "programmes": ["habo"], "scale": 0.5})
    '`placement.months` × 0.5 in habo'
    """
    value = f"× {change['scale']:g}" if "scale" in change else f"= {value_text(change['set'])}"
    where = f" in {', '.join(change['programmes'])}" if "programmes" in change else ""
    since = f" from {change['since']}" if "since" in change else ""
    return f"`{change['target']}` {value}{where}{since}"


def economics_page() -> str:
    """Return the page of what things cost: one section a file."""
    lines = [ECONOMICS_HEAD]
    for path in sorted(ECONOMICS.glob("*.yaml")):
        one = Economics.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        rates = [rate_row(name, rate) for name, rate in one.rates.named().items()]
        benefits = [[f"`{group}`", f"`{benefit}`"] for group, benefit in one.benefits.items()]
        other = ["any other", f"`{one.other_benefit}`"]
        lines += [
            f"\n## {path.stem}\n",
            f"Prices and rules of {one.price_year}, in {one.currency}. {studies_text(one)}.\n",
            *table(RATE_COLUMNS, rates),
            "\nBenefits of people without a job:\n",
            *table(["Target group", "Benefit"], [*benefits, other]),
            "",
            f"Kinds of job that exist: {', '.join(f'`{kind}`' for kind in one.kinds)}.\n",
            f"Who refers: {one.referrers}\n",
            *(f"Source of `{field}`: {source}.\n" for field, source in one.sources.items()),
        ]
    return "\n".join(lines).rstrip() + "\n"


def studies_text(economics: Economics) -> str:
    """Return which studies take these rules unless they choose others."""
    first = "Used for studies that begin"
    if economics.since is None:
        return f"{first} before all other rules do"
    return f"{first} on {economics.since} or later"


RATE_COLUMNS = ["Name", "Meaning", "Unit", "Value", "Prior", "Grade", "Source"]


def rate_row(name: str, rate: Rate) -> list[str]:
    """Return one rate's cells; large numbers in full."""
    value = "" if rate.value is None else f"{rate.value:.12g}"
    prior = "" if rate.prior is None else notation(rate.prior)
    return [f"`{name}`", rate.meaning, rate.unit, value, prior, rate.grade.value, rate.source]


def future_page() -> str:
    """Return the page of what is drawn of the future: one section for each file that draws any."""
    lines = [FUTURE_HEAD]
    for path in sorted(FUTURES.glob("*.yaml")):
        one = Future.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        if one.is_drawn:
            rows = [drift_row(one, name, target) for name, target in TARGETS.items()]
            lines += [f"\n## {path.stem}\n", *table(DRIFT_COLUMNS, rows)]
    return "\n".join(lines) + "\n"


BANDS = (1, 2, 5)
"""Years after which the bands are shown."""

DRIFT_COLUMNS = [
    "Name", "Changes", "SD", *(f"After {years} y" for years in BANDS), "Grade", "Source",
]  # fmt: skip


def drift_row(future: Future, name: str, target: str) -> list[str]:
    """Return the cells of one quantity."""
    drift = getattr(future, name)
    quantile = NormalDist().inv_cdf(0.95)
    ends = (band(drift.sd, QUARTERS_PER_YEAR * years, quantile) for years in BANDS)
    bands = [f"{100 * low:.0f} to {100 * high:.0f}%" for low, high in ends]
    return [f"`{name}`", f"`{target}`", f"{drift.sd:g}", *bands, drift.grade.value, drift.source]


def value_text(value: Any) -> str:
    """Return a value of a programme's file as one line of plain text.

    >>> value_text({"work": 0.83, "awareness": []})
    'work 0.83, awareness none'
    """
    match value:
        case None | []:
            return "none"
        case Mapping() if not value:
            return "none"
        case bool():
            return "yes" if value else "no"
        case {"since": since, "until": until, "share": share}:
            return f"{share:g} from {since}" + (f" until {until}" if until else "")
        case {"name": name, "fte": fte, **rest}:
            notes = [str(rest.get("role", "generalist"))]
            notes += ["other duties"] if rest.get("other_duties", True) else []
            notes += [] if rest.get("experienced", True) else ["new to the work"]
            shares = ", then ".join(value_text(period) for period in fte)
            return f"{name} ({', '.join(notes)}): {shares}"
        case Mapping():
            return ", ".join(f"{key} {value_text(inner)}" for key, inner in value.items())
        case list():
            return "<br>".join(map(value_text, value))
        case float():
            return f"{value:g}"
    return str(value)


def architecture_page() -> str:
    """Return the page about the architecture with the table of the rooms as it should be."""
    columns = ["Room", "Holds", "May import"]
    rooms = "\n".join(table(columns, ROOMS["table"]()))
    return with_tables(DOCS / "explanation" / "architecture.md", rooms=rooms)


def outcomes_page() -> str:
    """Return the page of the outcomes with the tables of outcomes and of fidelity."""
    path = DOCS / "reference" / "outcomes.md"
    tables = {"outcomes": reference.outcome_tables(), "fidelity": fidelity.fidelity_table()}
    return with_tables(path, **tables)


def figures_page() -> str:
    """Return the page of the reference figures with the table of their setups."""
    rows = [[f"`{name}`", setup.how] for name, setup in SETUPS.items()]
    setups = "\n".join(table(["setup", "description"], rows))
    return with_tables(DOCS / "reference" / "reference_figures.md", setups=setups)


def stress_page() -> str:
    """Return the page of STRESS-DES with what can be counted in a run of the default study."""
    path = DOCS / "reference" / "stress_des.md"
    counted = "\n".join(table(["What", "How many"], list(counted_rows())))
    return with_tables(path, counted=counted)


def counted_rows() -> Iterator[list[str]]:
    """Yield what is counted of the model and of one replication of the default study."""
    study = load_study(["workers=1"])
    events = simulate(study.replace(replications=1)).events
    parameters = register().values()
    labels = Counter(str(one.label) for one in parameters)
    graded = Counter(str(one.grade) for one in parameters)
    named = [f"{number} {name}" for name, number in sorted(labels.items())]
    assumed = (DOCS / "explanation" / "assumptions.md").read_text(encoding="utf-8")
    weeks = (study.settings.end - study.settings.start).days / DAYS_PER_WEEK
    yield ["programmes in the default study", str(len(study.programmes))]
    yield ["programmes with a file", str(len(list(PROGRAMMES.glob("*.yaml"))))]
    yield ["scenarios", str(len(list(SCENARIOS.glob("*.yaml"))))]
    yield ["parameters, by [label](parameters.md)", f"{len(parameters)}: {', '.join(named)}"]
    yield ["parameters of the grade *assumption*", str(graded["assumption"])]
    yield ["numbered assumptions", str(len(re.findall(r"^\| A\d+ \|", assumed, re.MULTILINE)))]
    yield ["outcomes", str(len(OUTCOMES))]
    yield ["weeks of the default study", f"{weeks:.0f}"]
    yield ["its replications", str(study.settings.replications)]
    yield ["people referred in its first replication", str(people(events))]
    yield ["people enrolled", str(people(events[events["kind"] == "enrolled"]))]
    yield ["events, of kinds", f"{len(events):,}, {events['kind'].nunique()}"]


def people(events: pd.DataFrame) -> int:
    """Return of how many people there are events."""
    known = events.dropna(subset=["participant"])
    return len(known.drop_duplicates(["programme", "participant"]))


def with_tables(path: Path, **tables: str) -> str:
    """Return a page that is written by hand with its tables as they should be.

    A table, or several with one empty line between them, stands below `<!-- its name -->`.
    """
    page = path.read_text(encoding="utf-8")
    for name, lines in tables.items():
        old = re.compile(rf"^<!-- {name} -->\n\n?(?:\|.*\n(?:\n(?=\|))?)*", re.MULTILINE)
        page = old.sub(lambda _, new=f"<!-- {name} -->\n{lines}\n": new, page)
    return page


def public_page() -> str:
    """Return the page of the Python interface with the table of the public names."""
    rows = [[f"`{name}`", first_sentence(name)] for name in sorted(sesim.__all__, key=str.lower)]
    names = "\n".join(table(["Name", "What it is"], rows))
    return with_tables(DOCS / "reference" / "api" / "sesim.md", public=names)


def first_sentence(name: str) -> str:
    """Return the first sentence of what a public name says of itself, without its full stop."""
    if name == "__version__":
        return "The version of sesim"
    text = " ".join((inspect.getdoc(getattr(sesim, name)) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[a-z)])[.;:] ", text)[0].rstrip(".")


def rooms_picture() -> str:
    """Return the picture of the rooms."""
    text: str = ROOMS["picture"]()
    return text


def table(columns: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield row(columns)
    yield row(["---"] * len(columns))
    yield from map(row, rows)


def row(cells: list[str]) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


PAGES = {
    DOCS / "explanation" / "architecture.md": architecture_page,
    DOCS / "explanation" / "rooms.svg": rooms_picture,
    DOCS / "reference" / "api" / "sesim.md": public_page,
    DOCS / "reference" / "economics.md": economics_page,
    DOCS / "reference" / "future.md": future_page,
    DOCS / "reference" / "outcomes.md": outcomes_page,
    DOCS / "reference" / "parameters.md": parameters_page,
    DOCS / "reference" / "programmes.md": programmes_page,
    DOCS / "reference" / "reference_figures.md": figures_page,
    DOCS / "reference" / "scenarios.md": scenarios_page,
    DOCS / "reference" / "stress_des.md": stress_page,
}

if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
