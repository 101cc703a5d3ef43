"""What is committed: a lock for everybody, no traces of one machine, versions that agree."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# A shared file is for every machine, so it names no package index and no place on a disk.
TRACES = {
    "address of a package index": re.compile(
        r":/{2}\S*(?:pypi|pythonhosted|anaconda|jfrog|artifactory)"
        r"|:/{2}\S+/simple/?(?![\w-])|file:/{3}"
    ),
    "absolute local path": re.compile(
        r"""(?<![^\s"'`=(\[,:])/(?:home|root|work|Users|opt|mnt|srv|tmp)/\w|[A-Z]:\\Users"""
    ),
}


def traces(text: str) -> list[str]:
    """Describe each trace of one machine in a text."""
    return [f"{kind}: {hit[0]}" for kind, found in TRACES.items() for hit in found.finditer(text)]


@pytest.fixture(scope="module")
def shared_files() -> list[Path]:
    """Every file that is committed, or would be by `git add`."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    # The owner of a checkout need not be the one who tests it.
    command = [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.run(
        [*command, "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


FILES_NAMED = (
    "continuousIntegration", "readme", "referencePublication", "softwareHelp",
    "softwareRequirements",
)  # fmt: skip


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_shared_files_bear_no_trace_of_a_machine(shared_files: list[Path]) -> None:
    found = {
        path.relative_to(ROOT).as_posix(): marks
        for path in shared_files
        if (data := path.read_bytes()) and b"\0" not in data
        if (marks := traces(data.decode("utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "pieces",  # in one piece they would be found in this file
    [
        ("https:", "//pypi.org/project/sesim"),
        ("https:", "//files.pythonhosted.org/packages/sesim.whl"),
        ("http:", "//mirror.example:8080/python/simple/"),
        ("file:", "///wheels"),
        ('read("/', 'home/ada/events.parquet")'),
        ("output=/", "tmp/county"),
        ("C:", r"\Users\ada"),
    ],
)
def test_planted_trace_is_found(pieces: tuple[str, ...]) -> None:
    assert len(traces("".join(pieces))) == 1


@pytest.mark.parametrize(
    "text",
    ["https://doi.org/10.1/home/x", "src/sesim/work/a.py", "study/work", "~/work/a", "out/tmp/a"],
)
def test_ordinary_text_bears_no_trace(text: str) -> None:
    assert traces(text) == []


def test_files_of_other_resolvers_are_not_shared(shared_files: list[Path]) -> None:
    """They hold the address of whatever package index was used to make them."""
    assert {path.name for path in shared_files} & {"uv.lock", "pylock.toml"} == set()


def test_lock_is_for_every_machine(lock: str) -> None:
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links|--trusted-host", lock)


def test_lock_pins_and_hashes_every_package(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock.replace("\\\n", ""))

    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:\w{64}", entry) for entry in entries)


def test_lock_satisfies_every_declared_dependency(lock: str, project: dict[str, Any]) -> None:
    """It does not after an edit of pyproject.toml without `make lock`."""
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    declared = [Requirement(entry) for group in groups for entry in group]
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    unmet = [
        str(entry)
        for entry in declared
        if not entry.specifier.contains(locked.get(canonicalize_name(entry.name), "0"))
    ]

    assert unmet == []


def test_neural_extra_is_not_in_the_lock(lock: str, project: dict[str, Any]) -> None:
    """It is large, and most people do without it."""
    locked = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    entries = project["project"]["optional-dependencies"]["npe"]
    asked = {canonicalize_name(Requirement(entry).name) for entry in entries}

    assert asked == {"sbi", "torch"}
    assert locked & asked == set()


def versions_of_torch(entries: list[str], platform: str) -> list[str]:
    """Return those of two builds of torch that the entries allow on a platform."""
    asked = [Requirement(entry) for entry in entries]
    here = [
        entry.specifier
        for entry in asked
        if entry.name == "torch"
        and (entry.marker is None or entry.marker.evaluate({"sys_platform": platform}))
    ]
    builds = ["2.13.0", "2.13.0+cpu"]
    return [build for build in builds if here and all(build in allowed for allowed in here)]


def test_linux_never_gets_torch_for_graphics_cards(project: dict[str, Any]) -> None:
    """There the version without +cpu is the CUDA build, of several gigabytes."""
    entries = project["project"]["optional-dependencies"]["npe"]

    assert versions_of_torch(entries, "linux") == ["2.13.0+cpu"]
    assert "2.13.0" in versions_of_torch(entries, "darwin")
    assert "2.13.0" in versions_of_torch(["torch==2.13.0"], "linux")  # what the test is for


def test_citation_names_this_version_and_its_authors(project: dict[str, Any]) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert citation["version"] == project["project"]["version"]
    assert citation["authors"] == project["project"]["authors"]


def test_metadata_says_what_the_project_says(project: dict[str, Any]) -> None:
    told = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    said = project["project"]

    assert (told["version"], told["description"]) == (said["version"], said["description"])
    assert told["keywords"] == said["keywords"]
    assert [one["name"] for one in told["author"]] == [one["name"] for one in said["authors"]]
    assert all((ROOT / told[name]).exists() for name in FILES_NAMED)


def test_container_runs_the_two_commands_of_the_readme() -> None:
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    [run] = [line for line in text.splitlines() if line.startswith("RUN make")]

    assert run == "RUN make run && make test"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"src", "conf", "tests", "docs", "Makefile"} & set(ignored)


def test_paper_cites_what_its_bibliography_has() -> None:
    paper = (ROOT / "paper.md").read_text(encoding="utf-8")
    listed = (ROOT / "paper.bib").read_text(encoding="utf-8")

    assert set(re.findall(r"@([a-z]+\d*)", paper)) == set(re.findall(r"@\w+\{(\w+),", listed))


def test_changelog_begins_with_this_version(project: dict[str, Any]) -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = [
        name for name in re.findall(r"^## \[(.+?)\]", log, re.MULTILINE) if name[0].isdigit()
    ]

    assert released[0] == project["project"]["version"]
    assert faults_of_changelog(log) == []


def faults_of_changelog(log: str) -> list[str]:
    """Return the entries that stand twice, and those that a blank line parts from the last."""
    entries = re.findall(r"^- .+$", log, re.MULTILINE)
    twice = [entry for i, entry in enumerate(entries) if entry in entries[:i]]
    return twice + re.findall(r"^- .+\n\n+(- .+)$", log, re.MULTILINE)


def test_planted_faults_of_a_changelog_are_found() -> None:
    log = "## [1.0.0]\n\n- One.\n- Two.\n\n- Three.\n\n### Fixed\n\n- One.\n"

    assert faults_of_changelog(log) == ["- One.", "- Three."]
