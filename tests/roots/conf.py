"""Settings of the tiny sites of the tests: the guide's own extensions and no theme."""

extensions = [
    "myst_nb",
    "_ext.execution",
    "_ext.claims",
    "_ext.figures",
]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
html_theme = "basic"
numfig = True
