"""The site of all versions: hostile input is refused in one line, and the last good site stays whole."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import served
from publish.archives import Limits, pack, sha256, unpack
from publish.checks import check_switcher
from publish.compose import Plan, compose
from publish.download import fetch_release
from publish.manifest import read_manifest
from publish.refusal import RefusedError

ADDRESS = "https://answers.example/guide/"
PAGE = """<html><head><link rel="canonical" href="https://elsewhere.example/stable/{page}.html" />
<meta property="og:image" content="https://elsewhere.example/stable/_static/share.png" /></head>
<body><!--versions--><!--version-banner--><p id="claim-one-a">{page} of {version}</p></body></html>"""


def build(folder, version, pages=("index", "one")):
    """A tiny built site."""
    folder.mkdir(parents=True)
    for page in pages:
        (folder / f"{page}.html").write_text(PAGE.format(page=page, version=version))
    (folder / "claims.json").write_text(json.dumps({"version": version}))
    return folder


@pytest.fixture
def plan(tmp_path):
    """Two releases and a draft: /1.0/ has a page that is gone, the draft one that is new."""
    archives = tmp_path / "archives"
    for version, pages in (("1.0.0", ("index", "one", "old")), ("1.1.0", ("index", "one"))):
        pack(build(tmp_path / version, version, pages), archives / f"{version}.tar.gz")
    pack(build(tmp_path / "draft", "1.2.0.dev0", ("index", "one", "new")), tmp_path / "dev.tar.gz")
    return Plan(ADDRESS, manifest(tmp_path, archives, "1.0.0", "1.1.0"), archives, tmp_path / "dev.tar.gz")


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
    assert 'reading version 1.0. The current version is 1.1.0: <a href="../stable/index.html">' in old
    assert f'<link rel="canonical" href="{ADDRESS}1.0/old.html" />' in old
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


def test_a_release_may_be_held_back_and_its_addresses_still_lead_to_it(plan, tmp_path):
    (tmp_path / "1.1.0/new.html").write_text(PAGE.format(page="new", version="1.1.0"))
    (tmp_path / "1.1.0/one.html").write_text(PAGE.format(page="one", version="1.1.0").replace("one-a", "one-b"))
    pack(tmp_path / "1.1.0", plan.archives / "1.1.0.tar.gz")
    previous = frozenset({"stable/one.html#claim-one-b", "stable/new.html", "stable/new.html#claim-one-a"})
    releases = manifest(tmp_path, plan.archives, "1.0.0", "1.1.0")
    held = [replace(release, preferred=release.version == "1.0.0") for release in releases]
    compose(replace(plan, releases=held, previous=previous), tmp_path / "site")
    assert "one of 1.0.0" in (tmp_path / "site/stable/one.html").read_text()
    assert "reading version 1.1" in (tmp_path / "site/1.1/one.html").read_text()
    assert "url=../1.1/new.html" in (tmp_path / "site/stable/new.html").read_text()
    with pytest.raises(RefusedError, match=r"vanish: stable/one.html#claim-one-c"):
        compose(replace(plan, releases=held, previous=frozenset({"stable/one.html#claim-one-c"})), tmp_path / "site")


# hostile and broken input


def tar(*members):
    """A .tar.gz of (name, content or type, link target)."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb") as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name, content, *target in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes) and len(content) > 1:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content, target[0] if target else ""
                archive.addfile(member)
    return buffer.getvalue()


HTML = PAGE.encode()
LONG = {"path": "x" * 3_000_000}
HOSTILE = {
    "a path upwards": (tar(("../evil.html", HTML)), "a path that leads elsewhere: '../evil.html'"),
    "a path upwards within": (tar(("a/../../evil.html", HTML)), "leads elsewhere"),
    "an absolute path": (tar(("/tmp-evil.html", HTML)), "leads elsewhere"),
    "a backslash": (tar(("..\\evil.html", HTML)), "leads elsewhere"),
    "two lines in a name": (tar(("a\nb.html", HTML)), "leads elsewhere"),
    "a symbolic link": (tar(("index.html", tarfile.SYMTYPE, "/etc/passwd")), "a link or a device: 'index.html'"),
    "a link, then a file through it": (tar(("a", tarfile.SYMTYPE, ".."), ("a/evil.html", HTML)), "a link or"),
    "a hard link": (tar(("index.html", HTML), ("b.html", tarfile.LNKTYPE, "index.html")), "a link or"),
    "a device": (tar(("null", tarfile.CHRTYPE)), "a link or a device"),
    "one name twice": (tar(("index.html", HTML), ("index.html", HTML)), "two files of one name"),
    "a file as a folder": (tar(("a", HTML), ("a/b", HTML)), "two files of one name"),
    "a bomb of zeros": (tar(("zeros", bytes(3_000_000))), "'zeros' alone is over the limit; is it a bomb?"),
    "a bomb in many parts": (tar(*((f"{k}", bytes(900_000)) for k in range(4))), "unpacks to more than its limit"),
    "a bomb of many files": (tar(*((f"{k}.html", HTML) for k in range(60))), "more than 50 files; is it a bomb?"),
    "no archive": (b"<html>Not found</html>", "not a whole .tar.gz"),
    "half an archive": (tar(("index.html", HTML * 500))[:200], "not a whole .tar.gz"),
    "no front page": (tar(("one.html", HTML), ("claims.json", b'{"version": "1.0.0"}')), "its index.html is missing"),
    "no room for the versions": (
        tar(("index.html", b"<html></html>"), ("claims.json", b'{"version": "1.0.0"}')),
        "leaves no room for <!--versions-->",
    ),
    "a page that is no text": (
        tar(("index.html", HTML), ("one.html", b"\xff\xff"), ("claims.json", b'{"version": "1.0.0"}')),
        "cannot read one.html",
    ),
    "another version": (tar(("index.html", HTML), ("claims.json", b'{"version": "0.9.0"}')), "built as version 0.9.0"),
    "no version": (tar(("index.html", HTML), ("claims.json", b"[]")), "does not name a version"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_and_the_last_good_site_stays_whole(plan, tmp_path, name):
    content, says = HOSTILE[name]
    compose(plan, tmp_path / "site")
    good, around = bytes_of(tmp_path / "site"), set(tmp_path.iterdir())
    (plan.archives / "1.0.0.tar.gz").write_bytes(content)
    hostile = replace(
        plan,
        releases=manifest(tmp_path, plan.archives, "1.0.0", "1.1.0"),
        limits=Limits(archive_bytes=2_000_000, archive_files=50),
    )
    with pytest.raises(RefusedError) as refusal:
        compose(hostile, tmp_path / "site")
    assert says in str(refusal.value) and "\n" not in str(refusal.value)
    assert bytes_of(tmp_path / "site") == good
    assert set(tmp_path.iterdir()) == around and not Path("/tmp-evil.html").exists()


def test_a_header_that_grows_without_end_is_refused(tmp_path):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb") as zipped, tarfile.open(
        fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT
    ) as archive:  # fmt: skip
        member = tarfile.TarInfo("a")
        member.pax_headers = LONG
        archive.addfile(member)
    (tmp_path / "bomb.tar.gz").write_bytes(buffer.getvalue())
    with pytest.raises(RefusedError, match="unpacks to more"):
        unpack(tmp_path / "bomb.tar.gz", tmp_path / "out", Limits(archive_bytes=1_000_000, archive_files=50))


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


def test_an_address_that_redirects_has_not_vanished(plan, tmp_path):
    (tmp_path / "1.1.0/gone.html").write_text('<meta http-equiv="refresh" content="0; url=one.html" />')
    pack(tmp_path / "1.1.0", plan.archives / "1.1.0.tar.gz")
    previous = frozenset({"stable/gone.html", "stable/gone.html#claim-gone-a"})
    releases = manifest(tmp_path, plan.archives, "1.0.0", "1.1.0")
    compose(replace(plan, releases=releases, previous=previous), tmp_path / "site")
    assert "gone.html" not in (tmp_path / "site/sitemap.xml").read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[release]]\nversion = "2.0.0"\nsha256 = "x"', "not 64 hexadecimal digits"),
        (f'[[release]]\nversion = "2.0"\nsha256 = "{"0" * 64}"', "a version is X.Y.Z, not '2.0'"),
        (f'[[release]]\nversion = "../.."\nsha256 = "{"0" * 64}"', "a version is X.Y.Z"),
        ('[[release]]\nversion = "2.0.0"', "needs version and sha256"),
        ("[[release]]\nversion = 2\nsha256 = 3", "are strings"),
        ("[[release", "cannot be read"),
        ("[releases]\n", r"holds \[\[release\]\] tables"),
        (f'[[release]]\nversion = "1.1.3"\nsha256 = "{"0" * 64}"', "two releases claim the address /1.1/"),
        (
            "".join(f'[[release]]\nversion = "{v}.0.0"\nsha256 = "{"0" * 64}"\npreferred = true\n' for v in (2, 3)),
            "3.0.0 and 2.0.0 both claim to be preferred",
        ),
    ],
)
def test_a_broken_manifest_is_refused(plan, tmp_path, text, says):
    with pytest.raises(RefusedError, match=says):
        manifest(tmp_path, plan.archives, "1.1.0", more=text)


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


# downloads


@pytest.fixture
def server(tmp_path):
    (tmp_path / "served").mkdir()
    with served(tmp_path / "served") as address:
        yield address


def test_a_release_is_downloaded_from_where_it_is_and_compared_with_its_checksum(server, tmp_path):
    (tmp_path / "served/site.tar.gz").write_bytes(b"whole")
    whole, target = hashlib.sha256(b"whole").hexdigest(), tmp_path / "1.0.0.tar.gz"
    fetch_release([f"{server}/fork.tar.gz", f"{server}/site.tar.gz"], target, whole)
    assert target.read_bytes() == b"whole"
    fetch_release([f"{server}/gone"], target, whole)  # it is here already
    with pytest.raises(RefusedError, match="its checksum is not"):
        fetch_release([f"{server}/site.tar.gz"], target, "0" * 64)
    assert not target.exists()
    with pytest.raises(RefusedError, match=r"names a release that does not exist: http.*gone"):
        fetch_release([f"{server}/gone"], target, whole)
    with pytest.raises(RefusedError, match="refused"):
        fetch_release(["http://127.0.0.1:9/site.tar.gz"], target, whole)
