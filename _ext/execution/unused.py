"""Leaves out what others do in vain in each build: a third of a second. To be imported before them.

myst-nb loads what runs notebooks, which the guide does itself; this goes once it does so only where
`nb_execution_mode` asks for it. pybtex and myst-nb look through all installed packages for each plugin; this goes once
they keep what they found. myst-nb checks each notebook that it keeps, and sets it out over many lines; the guide has
made it by the same library.
"""

import functools
import importlib.metadata
import json
import sys
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

CLIENTS = {"cache": "NotebookClientCache", "direct": "NotebookClientDirect", "inline": "NotebookClientInline"}

for name, client in CLIENTS.items():
    module = ModuleType(f"myst_nb.core.execute.{name}")
    setattr(module, client, None)
    sys.modules.setdefault(module.__name__, module)

vars(import_module("myst_nb.sphinx_"))["nbformat"] = SimpleNamespace(writes=json.dumps)

offered = functools.cache(importlib.metadata.entry_points)


def entry_points(**chosen: Any) -> Any:
    """As `importlib.metadata` has it, of packages as they were when first asked."""
    return offered().select(**chosen)


importlib.metadata.entry_points = entry_points
