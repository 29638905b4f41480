"""Every page has the menu as the front page has it now, and is named in it."""

from conftest import sphinx, tiny_settings

INDEX = "# Tiny\n\n```{{toctree}}\n{name} <one>\nfolder/two\n```\n"


def menus(folder):
    run = sphinx(folder, folder / "chapters", folder / "build/html")
    assert run.returncode == 0, run.stdout + run.stderr
    pages = folder / "build/html"
    return {path.relative_to(pages).as_posix(): path.read_text().split() for path in pages.rglob("*.html")}


def test_the_menu_is_the_same_everywhere(tmp_path):
    chapters = tmp_path / "chapters"
    (chapters / "folder").mkdir(parents=True)
    (tmp_path / "_templates").mkdir()
    (tmp_path / "_templates/page.html").write_text("{{ menu }}")
    (tmp_path / "conf.py").write_text(
        'templates_path = ["_templates"]\n' + tiny_settings("_ext.pages.menu", "_ext.pages.across")
    )
    (tmp_path / "requirements.lock").touch()
    (chapters / "index.md").write_text(INDEX.format(name="First"))
    (chapters / "one.md").write_text("# One\n")
    (chapters / "folder/two.md").write_text("# Two & more\n")
    menus(tmp_path)
    (chapters / "index.md").write_text(INDEX.format(name="The first"))
    found = menus(tmp_path)
    two = '<li><a href="{}"{}>Two &amp; more</a></li>'
    for page, one, other, here in (
        ("one.html", '"one.html" aria-current="page"', "folder/two.html", ""),
        ("folder/two.html", '"../one.html"', "two.html", ' aria-current="page"'),
        ("index.html", '"one.html"', "folder/two.html", ""),
    ):
        whole = f"<ul> <li><a href={one}>The first</a></li> {two.format(other, here)} </ul>"
        assert " ".join(found[page]) == whole, page
