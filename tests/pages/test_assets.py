"""What is taken out of downloads is what no page uses; and the pictures of links."""

import re
import struct

import pytest
from conftest import ROOT
from fontTools.ttLib import TTFont

from _ext.errors import GuideError
from _ext.pages.assets import joined, math_characters, used_rules


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".used{color:red}.unused{color:blue}", ".used{color:red}"),
        (".unused, p .used:hover{color:red}", "p .used:hover{color:red}"),
        ("p:not(.unused){color:red}", "p:not(.unused){color:red}"),
        ('#unused p{color:red}a[href$="x,y.pdf"]{color:red}', 'a[href$="x,y.pdf"]{color:red}'),
        (
            "@media print{.unused{color:red}}@media (width<9em){.used{color:red}}",
            "@media (width<9em){.used{color:red}}",
        ),
        ("@keyframes turn{to{rotate:1turn}}", "@keyframes turn{to{rotate:1turn}}"),
    ],
)
def test_rules_stay_that_can_select_something(css, kept):
    assert used_rules(css, {"used"}) == kept


def test_a_sheet_is_joined_from_its_parts_in_order(tmp_path):
    (tmp_path / "guide.css").write_text('/* all */\n@import "b.css";\n@import "a.css";\n')
    (tmp_path / "a.css").write_text("p {\n  color: red; /* why */\n}\n")
    (tmp_path / "b.css").write_text("i {\n  color: blue;\n}\n")
    assert joined(tmp_path / "guide.css") == "i { color: blue; } p { color: red; }\n"
    (tmp_path / "b.css").unlink()
    with pytest.raises(GuideError, match=r"imports .*b\.css"):
        joined(tmp_path / "guide.css")


def test_the_site_has_one_sheet_of_all_parts(site):
    own = {"guide.css", "bench.css"}  # the bench's page loads its own
    parts = {path.name for path in (ROOT / "_static/css").glob("*.css")} - own
    assert set(re.findall(r'@import "([^"]+)"', (ROOT / "_static/css/guide.css").read_text())) == parts
    assert "@import" not in (site / "_static/guide.css").read_text()
    assert not (site / "_static/css").exists()


def test_the_font_has_every_character_of_the_formulas(site):
    glyphs = TTFont(site / "_static/fonts/stix-two-math.woff2").getBestCmap()
    invisible = {"\u2061", "\u2062", "\u200b", "\n", " "}
    used = math_characters(page.read_text() for page in site.glob("*.html"))
    missing = {character for character in used if ord(character) not in glyphs} - invisible
    assert not missing and ord("√") in glyphs


def test_every_page_has_a_picture_for_links(site):
    for page in site.glob("*.html"):
        named = re.search(r'property="og:image" content="[^"]*/stable/([^"]+)"', page.read_text())
        assert named or page.stem == "search", page.name
        if named:
            png = (site / named[1]).read_bytes()
            assert png.startswith(b"\x89PNG") and struct.unpack(">II", png[16:24]) == (1200, 630), page.name
