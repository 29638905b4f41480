"""Settings of the tiny sites of the tests: the guide's own extensions and no theme."""

extensions = [
    "myst_nb",
    "_ext.execution",
    "_ext.outputs",
    "_ext.folds",
    "_ext.claims",
    "_ext.ledger",
    "_ext.figures",
    "_ext.mathml",
]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
nb_custom_formats = {".md": "_ext.execution.read_chapter"}
html_theme = "basic"
numfig = True
