"""Sphinx settings; no logic."""

project = "Marked Answers"
author = "the authors of Marked Answers"
copyright = "2026, the authors of Marked Answers. Text CC BY 4.0, code MIT"
html_title = "Marked Answers"
language = "en"

extensions = [
    "_ext.execution",  # before myst_nb, of which it leaves out a part
    "myst_nb",
    "sphinxcontrib.bibtex",
    "_ext.claims",
    "_ext.figures",
    "_ext.pages",
    "_ext.editions",
]
template_bridge = "_ext.pages.policy.PolicyTemplates"
exclude_patterns = ["_*", "**/.*"]

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
myst_dmath_double_inline = True
nb_execution_mode = "off"  # _ext.execution runs the cells; this stack's own cache misses changed imports
nb_merge_streams = True
guide_redirects = {  # what moved: old name to new, without .html; either may name a part, with #anchor
    "activations#claim-activations-softmax-twice": "outputs#claim-outputs-softmax-twice",
    "activations#claim-activations-linear-output": "outputs#claim-outputs-linear",
    "activations#claim-activations-tanh-range": "outputs#claim-outputs-tanh-range",
    "activations#claim-activations-born-dead": "biases#claim-biases-born-dead",
    "activations#claim-activations-elasticity": "depth#claim-depth-elasticity",
    "momentum#claim-momentum-dampening": "optimizers#claim-optimizers-dampening",
    "momentum#claim-momentum-adam": "optimizers#claim-optimizers-adam",
    "momentum#claim-momentum-full-friction": "optimizers#claim-optimizers-full-friction",
    "dropout#claim-dropout-validation-lower": "modes#claim-modes-validation-lower",
    "dropout#claim-dropout-eval-all": "modes#claim-modes-eval-all",
    "dropout#claim-dropout-no-grad": "modes#claim-modes-no-grad",
    "dropout#claim-dropout-scale-at-test": "modes#claim-modes-scale-at-test",
}
bibtex_bibfiles = ["chapters/references.bib"]
bibtex_default_style = "alpha"
numfig = True
numfig_format = {"figure": "Figure %s"}

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
templates_path = ["_templates"]
html_css_files = ["guide.css"]
html_js_files = [("page/page.js", {"defer": "defer"})]
html_context = {"default_mode": "light"}
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_additional_pages = {"search": "search.html"}  # the guide's own
html_theme_options = {
    "navbar_end": ["versions", "layer-switch", "theme-switch"],
    "footer_start": ["copyright"],
    "footer_end": ["provenance"],
    "article_footer_items": ["take-along", "edit-this-page"],
    "templates_skip_empty_check": [".html"],  # all of them: the layout takes what it needs, and some may be empty
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"**": []}
