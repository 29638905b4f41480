"""Where Colab finds a chapter's notebook."""

from dataclasses import replace

from _ext.editions.offers import colab
from _ext.project import Project


def test_colab_opens_the_notebooks_of_releases():
    release = Project(version="1.2.3", repository="https://github.com/a/b", home="", site="", commit=None, seconds=None)
    address = "https://colab.research.google.com/github/a/b/blob/notebooks/1.2.3/symmetry.ipynb"
    assert colab("symmetry", release) == address
    assert colab("symmetry", replace(release, version="1.3.0.dev0")) is None
