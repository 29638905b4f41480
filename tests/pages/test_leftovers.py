"""A chapter that is renamed leaves no page behind."""

from conftest import sphinx, tiny_settings


def test_a_renamed_page_is_gone_and_its_redirect_stays(tmp_path):
    (tmp_path / "chapters").mkdir()
    settings = tiny_settings("_ext.pages.redirects", "_ext.pages.leftovers")
    (tmp_path / "conf.py").write_text(settings)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "chapters/index.md").write_text("# Tiny\n\n```{toctree}\n:glob:\n*\n```\n")
    (tmp_path / "chapters/first.md").write_text("# A page\n")
    target = tmp_path / "build/html"
    assert sphinx(tmp_path, tmp_path / "chapters", target).returncode == 0 and (target / "first.html").exists()
    (tmp_path / "chapters/first.md").rename(tmp_path / "chapters/second.md")
    (tmp_path / "conf.py").write_text(f"{settings}\nguide_redirects = {{'older': 'second'}}\nhtml_baseurl = ''\n")
    run = sphinx(tmp_path, tmp_path / "chapters", target)
    assert run.returncode == 0, run.stderr
    assert sorted(page.stem for page in target.glob("*.html")) == ["genindex", "index", "older", "search", "second"]
