"""What a notebook's reader can change: the settings of each experiment, and the functions that a chapter shows."""

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from itertools import accumulate, chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..execution.chapters import Chapter
from .pages import EditionError

LISTING = re.compile(r"^```\{literalinclude\} (\S+)\n:pyobject: (\w+)$", re.MULTILINE)
PACKAGE = "snippets"
PLAIN = (bool, int, float, str)
OFFER = "change a number, and run this and the following cells"


def imported(sources: list[str]) -> dict[str, Any]:
    """The names that cells import, with what they stand for."""
    names: dict[str, Any] = {}
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                exec(ast.unparse(node), names)
    return names


def is_plain(value: Any) -> bool:
    return isinstance(value, PLAIN) or (isinstance(value, tuple) and bool(value) and all(map(is_plain, value)))


def function_of(call: ast.Call, names: dict[str, Any]) -> Callable[..., Any] | None:
    """The experiment that is called; None if it is anything else."""
    try:
        found = eval(ast.unparse(call.func), dict(names)) if isinstance(call.func, ast.Name | ast.Attribute) else None
    except (NameError, AttributeError):
        return None
    place = getattr(found, "__module__", None) or ""
    ours = place.startswith(f"{PACKAGE}.") and not place.startswith(f"{PACKAGE}.lab.")
    return found if inspect.isfunction(found) and ours and "figures" not in place else None


def defaults(call: ast.Call, function: Callable[..., Any]) -> dict[str, Any]:
    """The settings that ``call`` leaves as they are: one object that holds them all, or plain values."""
    parameters = inspect.signature(function).parameters
    given = {*list(parameters)[: len(call.args)], *(keyword.arg for keyword in call.keywords)}
    if None in given or any(isinstance(argument, ast.Starred) for argument in call.args):
        return {}
    left = {name: p.default for name, p in parameters.items() if name not in given and p.default is not p.empty}
    whole = {name: value for name, value in left.items() if is_dataclass(value)}
    return whole or {name: value for name, value in left.items() if name != "seed" and is_plain(value)}


def written(settings: dict[str, Any], name: str) -> tuple[list[str], str]:
    """Lines that set ``name`` to ``settings``, and what to hand over to the experiment."""
    (key, value), *others = settings.items()
    if is_dataclass(value) and not others:
        kind = type(value)
        return [f"from {kind.__module__} import {kind.__name__}", f"{name} = {value!r}"], f"{key}={name}"
    given = ", ".join(f"{key}={value!r}" for key, value in settings.items())
    return [f"{name} = dict({given})"], f"**{name}"


def with_settings(source: str, names: dict[str, Any]) -> str:
    """A cell whose experiments get their settings from lines above it; as it was if there is nothing to set."""
    text = source.encode()
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = [(end_of(call, starts), call, function, settings) for call in calls
             if (function := function_of(call, names)) and (settings := defaults(call, function))]  # fmt: skip
    alone = len({(function, repr(settings)) for *_, function, settings in found}) == 1
    above: dict[str, list[str]] = {}
    for end, call, function, settings in sorted(found, key=itemgetter(0), reverse=True):  # what comes before stays
        name = "config" if alone else f"config_of_{function.__name__}"
        lines, handed = written(settings, name)
        if above.setdefault(name, lines) == lines:  # else it is called in two ways, and the later has the name
            comma = ", " if call.args or call.keywords else ""
            text = text[:end] + f"{comma}{handed}".encode() + text[end:]
    if not above:
        return source
    return "\n".join([f"# Settings: {OFFER}", *chain(*reversed(above.values())), text.decode()])


def end_of(call: ast.Call, starts: list[int]) -> int:
    """Where the closing bracket of ``call`` stands, in bytes."""
    return starts[(call.end_lineno or 1) - 1] + (call.end_col_offset or 0) - 1


def shown_functions(chapter: Chapter, root: Path) -> dict[str, str]:
    """Of each definition that a chapter shows, as it stands there, a cell that puts it in the place of the package's.

    Raises:
        EditionError: a module has no such definition.
    """
    listed = LISTING.findall(chapter.text)
    return dict(runnable((chapter.path.parent / path).resolve().relative_to(root), name) for path, name in listed)


def runnable(path: Path, name: str) -> tuple[str, str]:
    """The definition of ``name`` in a module of the project, and a cell of it with all it needs and makes it count.

    Raises:
        EditionError: the module has no such definition.
    """
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    source = inspect.getsource(module)
    tree = ast.parse(source)
    node = next((node for node in tree.body if getattr(node, "name", None) == name), None)
    if node is None:
        raise EditionError(f"{path} has no {name}; mend the chapter that shows it")
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    definition = "\n".join(source.splitlines()[first - 1 : node.end_lineno])
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & vars(module).keys() - {name}
    users = [place for place, other in sorted(sys.modules.items())
             if place.split(".")[0] == PACKAGE and vars(other).get(name) is vars(module)[name]]  # fmt: skip
    return definition, "\n".join([
        f"# {name}, to change: run this cell, and then again those that call it",
        *(f"import {place}" for place in users),
        *imports(tree, module.__name__, used),
        "", "", definition, "", "",
        *(f"{place}.{name} = {name}" for place in users),
    ])  # fmt: skip


def imports(tree: ast.Module, module: str, used: set[str]) -> Iterator[str]:
    """Lines that bring the names ``used`` into a notebook, as ``module`` has them."""
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        kept = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in used]
        used = used - {alias.asname or alias.name.partition(".")[0] for alias in kept}
        if kept and isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            yield ast.unparse(ast.ImportFrom(".".join([*base, *([node.module] if node.module else [])]), kept, 0))
        elif kept:
            yield ast.unparse(ast.Import(kept))
    if used:
        yield f"from {module} import {', '.join(sorted(used))}"
