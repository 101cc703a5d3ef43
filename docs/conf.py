"""How Sphinx builds the site: `make docs`.

The source is the whole repository, so that a link from one page to another works on the site as
it does in the repository. Nothing is fetched from elsewhere.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from docutils import nodes

import sesim

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "sesim"
author = "sesim developers"
version = release = sesim.__version__
project_copyright = author
language = "en"

ROOT = Path(__file__).parents[1]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/README"
include_patterns = [
    "*.md",
    "docs/*.md",  # two stars stand for at least one folder
    "docs/**/*.md",
    "experiments/*.md",
    "experiments/**/*.md",
    "notebooks/*.md",
    "notebooks/*.py",
]
default_role = "code"  # docstrings hold Markdown's single backticks
myst_heading_anchors = 4

autodoc_default_options = {
    "members": True,
    # What a class takes over from these is not ours to explain.
    "inherited-members": "BaseModel,Exception,StrEnum,int,str,tuple",
    "exclude-members": "model_config,model_post_init",
}
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_numpy_docstring = False
napoleon_use_ivar = True


# --- notebooks ------------------------------------------------------------------------------------

SIZES = "full" if os.environ.get("SESIM_NOTEBOOKS") == "full" else "quick"
"""Of the runs in the notebooks: quick, or full as `make notebooks` asks."""

RUN_WITH = ("src/sesim/**/*", "conf/**/*", "requirements.lock")
"""What can change the output of a notebook that itself stays the same."""

NOTE = """\
```{{note}}
{how}
It is the notebook {{download}}`notebooks/{name}.py </notebooks/{name}.py>`, which you can
[open and change](../docs/how-to/notebooks.md).
```"""

HOW = {
    "quick": "**Quick run.** This page was made with few replications, runs and draws: its numbers "
    "are examples and no results, so do not use them. `make notebooks` runs everything in full.",
    "full": "This page was made in full, by `make notebooks`.",
}


def state_of(root: Path, sizes: str) -> str:
    """Return a name for what the notebooks are run with: another one when any of it changes."""
    files = sorted(one for pattern in RUN_WITH for one in root.glob(pattern) if one.is_file())
    state = sha256(sizes.encode())
    for one in files:
        if "__pycache__" not in one.parts:
            state.update(one.relative_to(root).as_posix().encode() + b"\0" + one.read_bytes())
    return state.hexdigest()[:16]


nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = "cache" if SIZES == "quick" else "force"  # in full they keep their figures
nb_execution_cache_path = str(ROOT / "build" / "notebooks" / state_of(ROOT, SIZES))
nb_execution_show_tb = True  # a notebook that fails is a warning, and that stops the build
nb_execution_timeout = -1
nb_execution_excludepatterns = os.environ.get("SESIM_NOTEBOOKS_LEFT_OUT", "").split()
nb_output_stderr = "error"
nb_merge_streams = True


PROFILE = """\
c.IPKernelApp.log_level = "ERROR"  # or each says that it talks to this machine unencrypted
c.HistoryManager.enabled = False
"""


def prepare_kernels(*_: Any) -> None:
    """Give the kernels a profile of their own, so that nobody's habits change a page."""
    profile = ROOT / "build" / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(PROFILE, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(profile.parent)


def add_note(_: "Sphinx", page: str, source: list[str]) -> None:
    """Say on the page of a notebook, below its title, how it was run and how to open it."""
    if PurePath(page).parent.name == "notebooks" and not page.endswith("/README"):
        note = NOTE.format(how=HOW[SIZES], name=PurePath(page).name)
        source[0] = "\n".join(_with_note(source[0].splitlines(), note.splitlines())) + "\n"


CODE = re.compile(r"\]\((?![a-z]+:)(?!\S*notebooks/)(\S+\.py)\)")
"""A link to Python code that is no notebook."""


def offer_code(_: "Sphinx", _page: str, source: list[str]) -> None:
    """Let a link to code lead to the file, since only notebooks are pages."""
    source[0] = CODE.sub(r"](path:\1)", source[0])


def mend_tables(_: "Sphinx", tree: nodes.document) -> None:
    """Leave no heading of a data frame empty, which a screen reader would read out."""
    for one in tree.findall(nodes.raw):
        if "dataframe" in (text := one.astext()):
            one.children = [nodes.Text(text.replace("<th></th>", "<td></td>"))]


def _with_note(lines: list[str], note: list[str]) -> Iterator[str]:
    """Yield the lines of a notebook with a note below its title."""
    for place, line in enumerate(lines):
        yield line
        if line.startswith("# # ") and not any(one.startswith("# # ") for one in lines[:place]):
            yield from ("#", *(f"# {one}".rstrip() for one in note))


# --- look -----------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = f"sesim {release}"
html_additional_pages = {"index": "to_root.html"}
templates_path = ["templates"]
html_sidebars = {"**": ["sidebar-nav-bs.html"]}
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
}

TOP = [
    "tutorial/README",
    "how-to/README",
    "reference/README",
    "explanation/README",
    "/notebooks/README",
    "/experiments/README",
    "/CONTRIBUTING",
    "/CHANGELOG",
    "/README",
    "A paper </paper>",
]
"""The site's main menu."""


def add_menu(app: "Sphinx", page: str, source: list[str]) -> None:
    """Give the README of a folder a menu of the folder's pages, which a forge lists anyway."""
    if entries := TOP if page == root_doc else below(page, app.env.found_docs):
        has_own_list = page in {root_doc, "experiments/README"}
        options = [":hidden:"] if has_own_list else []
        lines = ["", "```{toctree}", ":maxdepth: 1", *options, "", *entries, "```", ""]
        source[0] += "\n".join(lines)


def below(page: str, pages: set[str]) -> list[str]:
    """Return the pages in the folder of a README, and the READMEs of the folders in it.

    >>> below("a/README", {"README", "a/README", "a/x", "a/b/README", "a/b/y"})
    ['/a/b/README', '/a/x']
    """
    if page == "README" or not page.endswith("/README"):
        return []
    folder = PurePath(page).parent
    inner = {other for other in pages if PurePath(other).parent.parent == folder}
    own = {other for other in pages if PurePath(other).parent == folder} - {page}
    return [f"/{other}" for other in sorted(own | {x for x in inner if x.endswith("/README")})]


def says_nothing(*member: Any) -> bool | None:
    """Whether a member has only the docstring that Python gives the fields of a named tuple."""
    return True if str(member[3].__doc__).startswith("Alias for field number") else None


def setup(app: "Sphinx") -> None:
    """Register the menus, and what the Python interface leaves out."""
    app.connect("builder-inited", prepare_kernels)
    app.connect("source-read", add_menu)
    app.connect("source-read", add_note)
    app.connect("source-read", offer_code)
    app.connect("doctree-read", mend_tables)
    app.connect("autodoc-skip-member", says_nothing)
