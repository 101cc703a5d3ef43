"""How Sphinx builds the site: `make docs`.

The source is the whole repository, so that a link from one page to another works on the site as
it does in the repository. Nothing is fetched from elsewhere.
"""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import sesim

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "sesim"
author = "sesim developers"
version = release = sesim.__version__
project_copyright = author
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/README"
include_patterns = [
    "*.md",
    "docs/*.md",  # two stars stand for at least one folder
    "docs/**/*.md",
    "experiments/*.md",
    "experiments/**/*.md",
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
    app.connect("source-read", add_menu)
    app.connect("autodoc-skip-member", says_nothing)
