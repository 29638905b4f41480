"""Leaves out what myst-nb loads to run notebooks, which the guide does itself: a quarter of a second of each build.

To be imported before myst-nb. Goes once myst-nb loads its clients only where `nb_execution_mode` asks for one.
"""

import sys
from types import ModuleType

CLIENTS = {"cache": "NotebookClientCache", "direct": "NotebookClientDirect", "inline": "NotebookClientInline"}

for name, client in CLIENTS.items():
    module = ModuleType(f"myst_nb.core.execute.{name}")
    setattr(module, client, None)
    sys.modules.setdefault(module.__name__, module)
