"""Configuration of the documentation: `make docs` builds it, and fails on any warning."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "Seawall"
author = "The Seawall authors"
copyright = author
release = version = installed_version("seawall")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "numpydoc",
    "checked_examples",
    "generated_tables",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
templates_path: list[str] = []

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_typehints_format = "short"
autodoc_type_aliases = {name: name for name in ("BoolArray", "DateArray", "FloatArray", "IntArray")}
python_maximum_signature_line_length = 88
# the Attributes section of each docstring lists the fields, with their meaning
numpydoc_show_class_members = False
autosummary_generate = False

html_theme = "pydata_sphinx_theme"
html_title = "Seawall"
html_static_path = ["_static"]
html_css_files = ["seawall.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
