"""Small downloads: one style sheet of our own, the theme's used rules, and the used glyphs of the mathematics font.

Each result is kept under the digest of what it was made from, so that a build that changes nothing makes nothing.
"""

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx

from ..errors import GuideError
from ..policy import INLINE_SCRIPT

FONT = "fonts/stix-two-math.woff2"
SHEETS = ("styles/pydata-sphinx-theme.css", "pygments.css")
GUIDE = "css/guide.css"  # imports its parts
IMPORT = re.compile(r'@import "([^"]+)";')
UNUSED = (
    "css", "bench",  # joined
    "vendor", "scripts", "styles/theme.css", "styles/pydata-sphinx-theme.css.map", "webpack-macros.html",
    "basic.css", "searchtools.js", "language_data.js", "base-stemmer.js", "english-stemmer.js", "doctools.js",
    "documentation_options.js", "sphinx_highlight.js", "file.png", "plus.png", "minus.png",
)  # fmt: skip
# letters that <mi>x</mi> shows
ITALIC = [chr(n) for n in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))]
ROOT_SIGN = "√"  # <msqrt> draws it, without a character on the page
NAMED = re.compile(r'\s(?:class|id)="([^"]*)')
WORD = re.compile(r"[\w-]+")
NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")
FOR_ICONS = re.compile(r"font awesome|icon-tooltip", re.IGNORECASE)  # the theme's icon font is not part of this site


def joined(sheet: Path) -> str:
    """``sheet`` with what it imports in place, without comments and line breaks.

    Raises:
        GuideError: an imported sheet is not there.
    """
    try:
        css = IMPORT.sub(lambda found: (sheet.parent / found[1]).read_text("utf8"), sheet.read_text("utf8"))
    except FileNotFoundError as missing:
        raise GuideError(f"{sheet} imports {missing.filename}, which is not there; mend the import") from missing
    return " ".join(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split()) + "\n"


def words_of(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Every class and identifier of pages, and every word of scripts, which may set one."""
    inside = {text for page in pages for kind in (NAMED, INLINE_SCRIPT) for text in kind.findall(page)}
    return {word for text in (*inside, *scripts) for word in WORD.findall(text)}


def matches(selector: str, words: set[str]) -> bool:
    """Whether ``selector`` can select anything on a page with ``words``; what it excludes does not count."""
    return set(NAME.findall(re.sub(r":(?:not|is|where)\([^)]*\)|\[[^]]*\]", "", selector))) <= words


def used_rules(css: str, words: set[str]) -> str:
    """``css`` without the rules whose every selector names a class or identifier that is not among ``words``."""
    kept = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            body = tinycss2.serialize(rule.content)
            selectors = split_selectors(tinycss2.serialize(rule.prelude))
            live = [selector for selector in selectors if matches(selector, words)]
            if live and body.strip():
                kept.append(f"{','.join(live)}{{{body}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports", "layer"} and rule.content:
            inner = used_rules(tinycss2.serialize(rule.content), words)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule" and not FOR_ICONS.search(rule.serialize()):
            kept.append(rule.serialize())
    return "".join(kept)


def split_selectors(prelude: str) -> list[str]:
    """The selectors of a list, split at the commas outside of brackets."""
    parts, depth = [""], 0
    for character in prelude.strip():
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def math_characters(pages: Iterable[str]) -> str:
    """Every character in a formula of ``pages``."""
    formulas = (formula for page in pages for formula in re.findall(r"<math.*?</math>", page, re.DOTALL))
    plain = set("".join(unescape(re.sub(r"<[^>]*>", "", formula)) for formula in formulas))
    return "".join(sorted(plain | {letter for letter in ITALIC if unicodedata.normalize("NFKC", letter) in plain}))


def subset_font(source: Path, target: Path, characters: str) -> None:
    """Write the glyphs of ``characters``, with their larger variants from the MATH table."""
    from fontTools import subset  # here, for most builds cut no font

    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters + ROOT_SIGN)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def made(store: Path, inputs: Iterable[bytes], make: Callable[[Path], Any]) -> Path:
    """The file that ``make`` writes from ``inputs``, made once."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in inputs:
        digest.update(hashlib.sha256(part).digest())
    path = store / digest.hexdigest()
    if not path.exists():
        store.mkdir(parents=True, exist_ok=True)
        partial_path = path.with_suffix(".partial")
        make(partial_path)
        partial_path.replace(path)
    return path


def slim(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    site, store = Path(app.outdir), Path(app.outdir).parent / "assets"
    static = site / "_static"
    for name in UNUSED:
        path = static / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    pages = [path.read_text("utf8") for path in site.glob("*.html")]
    words = words_of(pages, (path.read_text("utf8") for path in static.glob("**/*.js")))
    for sheet in (static / name for name in SHEETS):
        css = sheet.read_text("utf8")
        known = sorted(words & set(NAME.findall(css)))
        write = partial(lambda css, path: path.write_text(used_rules(css, words), "utf8"), css)
        shutil.copyfile(made(store, [css.encode(), *(word.encode() for word in known)], write), sheet)
    font, characters = Path(app.confdir, "_static", FONT), math_characters(pages)
    if font.exists():
        make = partial(subset_font, font, characters=characters)
        shutil.copyfile(made(store, [font.read_bytes(), characters.encode()], make), static / FONT)


def join(app: Sphinx) -> None:
    """Write the guide's one style sheet, before pages name it with its checksum."""
    source = Path(app.confdir, "_static", GUIDE)
    if app.builder.format == "html" and source.exists():
        target = Path(app.outdir, "_static", source.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(joined(source), "utf8")


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", join)
    app.connect("build-finished", slim)
