"""The site of all versions: broken input is refused in one line, and the last good site stays whole."""

import json
from dataclasses import replace

import pytest
from publish.archives import Limits, pack, sha256
from publish.checks import check_switcher
from publish.compose import Plan, compose
from publish.manifest import read_manifest
from publish.refusal import RefusedError

from _ext.moved import moved_page
from _ext.policy import policy, with_policy

ADDRESS = "https://answers.example/guide/"
PAGE = with_policy(
    """<html><head><meta charset="utf-8" /><link rel="canonical" href="https://elsewhere.example/stable/PAGE.html" />
<meta property="og:image" content="https://elsewhere.example/stable/_static/share.png" /></head>
<body><!--versions--><!--version-banner--><p id="claim-one-a">PAGE of VERSION</p></body></html>""",
    policy(),
)


def text_of(page, version):
    return PAGE.replace("PAGE", page).replace("VERSION", version)


def build(folder, version, pages=("index", "one"), **more):
    """A tiny built site; ``more`` are files by name, with "__" for a dot."""
    folder.mkdir(parents=True)
    for page in pages:
        (folder / f"{page}.html").write_text(text_of(page, version))
    (folder / "claims.json").write_text(json.dumps({"version": version}))
    for name, text in more.items():
        (folder / name.replace("__", ".")).write_bytes(text)
    return folder


@pytest.fixture
def plan(tmp_path):
    """Two releases and a draft: /1.0/ has a page that moved, the draft one that is new."""
    archives = tmp_path / "archives"
    moved = {"old__html": moved_page("one.html", f"{ADDRESS}stable/one.html").encode()}
    for version, pages, more in (("1.0.0", ("index", "one", "old"), {}), ("1.1.0", ("index", "one"), moved)):
        pack(build(tmp_path / version, version, pages, **more), archives / f"{version}.tar.gz")
    pack(build(tmp_path / "draft", "1.2.0.dev0", ("index", "one", "new")), tmp_path / "dev.tar.gz")
    releases = manifest(tmp_path, archives, "1.0.0", "1.1.0")
    return Plan(ADDRESS, ("https://github.com/a/b",), releases, archives, tmp_path / "dev.tar.gz")


def manifest(folder, archives, *versions, more=""):
    text = "".join(f'[[release]]\nversion = "{v}"\nsha256 = "{sha256(archives / f"{v}.tar.gz")}"\n' for v in versions)
    (folder / "releases.toml").write_text(text + more)
    return read_manifest(folder / "releases.toml")


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_version_stands_at_its_address_and_leads_to_the_others(plan, tmp_path):
    compose(plan, tmp_path / "site")
    site = bytes_of(tmp_path / "site")
    assert site["stable/one.html"] == site["1.1/one.html"]
    assert b"version-banner" not in site["stable/one.html"]
    old, draft = site["1.0/old.html"].decode(), site["dev/new.html"].decode()
    assert 'reading version 1.0. The current version is 1.1.0: <a href="../stable/old.html">' in old
    assert f'<link rel="canonical" href="{ADDRESS}stable/old.html" />' in old
    assert f'<link rel="canonical" href="{ADDRESS}stable/one.html" />' in site["1.0/one.html"].decode()
    assert "the draft of the next version" in draft and '<a href="../1.0/index.html">1.0</a>' in draft
    assert 'url=stable/"' in site["index.html"].decode()
    assert [entry.get("preferred") for entry in json.loads(site["switcher.json"])] == [True, None, None]
    assert f"<loc>{ADDRESS}stable/one.html</loc>" in site["sitemap.xml"].decode()
    assert "1.0/one.html#claim-one-a" in site["addresses.txt"].decode().splitlines()
    assert '<a href="/guide/1.0/">1.0</a>' in site["404.html"].decode()


def test_the_same_input_gives_the_same_bytes(plan, tmp_path):
    compose(plan, tmp_path / "site")
    first = bytes_of(tmp_path / "site")
    compose(plan, tmp_path / "site")  # in place of the first
    assert bytes_of(tmp_path / "site") == first
    assert not list(tmp_path.glob("site.*"))


def test_before_the_first_release_the_draft_stands_alone(plan, tmp_path):
    compose(replace(plan, releases=[]), tmp_path / "site")
    site = bytes_of(tmp_path / "site")
    assert 'url=dev/"' in site["index.html"].decode() and "stable/index.html" not in site
    assert "no version has been released" in site["dev/index.html"].decode()
    assert f'href="{ADDRESS}dev/one.html" />' in site["dev/one.html"].decode()
    assert f'content="{ADDRESS}dev/_static/share.png"' in site["dev/one.html"].decode()
    assert json.loads(site["switcher.json"])[0]["preferred"]


# broken input


BROKEN = {
    "no archive": (b"<html>Not found</html>", "not a whole .tar.gz"),
    "no front page": ({"pages": ["one"]}, "its index.html is missing"),
    "no room for the versions": ({"index__html": b"<html></html>"}, "leaves no room for <!--versions-->"),
    "a page that is no text": ({"one__html": b"\xff\xff"}, "cannot read one.html"),
    "another version": ({"version": "0.9.0"}, "built as version 0.9.0"),
    "no version": ({"claims__json": b"[]"}, "does not name a version"),
    "a page without a policy": (
        {"one__html": text_of("one", "1.0.0").replace("Content-Security-Policy", "x").encode()},
        "/1.0/one.html: no content security policy stands before what the page loads",
    ),
    "a script before the policy": (
        {"one__html": text_of("one", "1.0.0").replace("<meta", "<script></script><meta", 1).encode()},
        "no content security policy stands before",
    ),
    "a policy for others": (
        {
            "one__html": text_of("one", "1.0.0")
            .replace("script-src 'self'", "script-src 'self' https://x.example")
            .encode()
        },
        "/1.0/one.html: its content security policy lets in https://x.example",
    ),
    "a policy for any inline script": (
        {"one__html": text_of("one", "1.0.0").replace("script-src 'self'", "script-src 'unsafe-inline'").encode()},
        "lets in 'unsafe-inline'",
    ),
    "a policy for all": (
        {"one__html": text_of("one", "1.0.0").replace("default-src 'none'", "default-src *").encode()},
        "its content security policy needs default-src 'none'",
    ),
    "a page by another suffix": ({"one__xhtml": b"<html/>"}, "/1.0/one.xhtml: a page in a place, or with a suffix"),
    "a drawing with a script": ({"x__svg": b"<svg onload='x()'></svg>"}, "/1.0/x.svg: a drawing with a script"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_release_is_refused_and_the_last_good_site_stays_whole(plan, tmp_path, name):
    content, says = BROKEN[name]
    compose(plan, tmp_path / "site")
    good = bytes_of(tmp_path / "site")
    if isinstance(content, bytes):
        (plan.archives / "1.0.0.tar.gz").write_bytes(content)
    else:
        pack(build(tmp_path / "bad", **{"version": "1.0.0", **content}), plan.archives / "1.0.0.tar.gz")
    around = set(tmp_path.iterdir())
    with pytest.raises(RefusedError) as refusal:
        compose(replace(plan, releases=manifest(tmp_path, plan.archives, "1.0.0", "1.1.0")), tmp_path / "site")
    assert says in str(refusal.value) and "\n" not in str(refusal.value)
    assert bytes_of(tmp_path / "site") == good and set(tmp_path.iterdir()) == around


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda p: (p.archives / "1.0.0.tar.gz").unlink(), "1.0.0.tar.gz: missing in"),
        (lambda p: (p.archives / "1.0.0.tar.gz").write_bytes(b"x"), "checksum is not the one in releases.toml"),
        (lambda p: p.dev.unlink(), "dev.tar.gz: missing; `make html archive` makes it"),
        (lambda p: replace(p, previous=frozenset({"stable/gone.html", "1.0/one.html"})), "vanish: stable/gone.html;"),
        (lambda p: replace(p, previous=frozenset({"1.0/one.html#claim-one-b"})), "vanish: 1.0/one.html#claim-one-b"),
        (lambda p: replace(p, limits=Limits(site_bytes=2000)), "over its limit"),
    ],
)
def test_a_site_that_would_lose_something_is_refused(plan, tmp_path, spoil, says):
    compose(plan, tmp_path / "site")
    good = bytes_of(tmp_path / "site")
    spoiled = spoil(plan)
    with pytest.raises(RefusedError) as refusal:
        compose(spoiled if isinstance(spoiled, Plan) else plan, tmp_path / "site")
    assert says in str(refusal.value) and "\n" not in str(refusal.value)
    assert bytes_of(tmp_path / "site") == good


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a list of versions"),
        ('{"url": "x"}', "not a list"),
        ('["x"]', "not a list"),
        (f'[{{"url": "{ADDRESS}9.9/", "version": "9.9.0", "preferred": true}}]', "9.9/ leads nowhere"),
        ('[{"url": "https://evil.example/", "version": "1", "preferred": true}]', "leads nowhere"),
        (f'[{{"url": "{ADDRESS}dev/", "version": "dev"}}]', "one version must be preferred, not none"),
        (
            f'[{{"url": "{ADDRESS}dev/", "version": "a", "preferred": true}},'
            f' {{"url": "{ADDRESS}1.0/", "version": "b", "preferred": true}}]',
            "one version must be preferred, not a, b",
        ),
        (f'[{{"url": "{ADDRESS}dev/", "version": "a"}}, {{"url": "{ADDRESS}dev/", "version": "b"}}]', "for two"),
    ],
)
def test_a_broken_switcher_is_refused(plan, tmp_path, text, says):
    compose(plan, tmp_path / "site")
    check_switcher(tmp_path / "site", ADDRESS)
    (tmp_path / "site/switcher.json").write_text(text)
    with pytest.raises(RefusedError, match=says):
        check_switcher(tmp_path / "site", ADDRESS)
