"""The list of releases, the list of addresses, and what is downloaded by them."""

import hashlib
import http.server
import threading
from collections import defaultdict
from typing import ClassVar

import publish.download
import pytest
from publish.addresses import read_list, write_list
from publish.download import fetch_list, fetch_release
from publish.manifest import Release, new_site, older, read_manifest, with_candidate
from publish.refusal import RefusedError

ENTRY = f'[[release]]\nversion = "1.1.0"\nsha256 = "{"0" * 64}"\n'


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
def test_a_broken_manifest_is_refused(tmp_path, text, says):
    path = tmp_path / "releases.toml"
    path.write_text(ENTRY + text)
    with pytest.raises(RefusedError, match=says):
        read_manifest(path)


def test_the_address_of_a_new_site_is_said_once(tmp_path):
    (tmp_path / "releases.toml").write_text(f'new_site = "https://new.example/"\n{ENTRY}')
    assert new_site(tmp_path / "releases.toml") == "https://new.example/"
    assert [release.version for release in read_manifest(tmp_path / "releases.toml")] == ["1.1.0"]


def releases(*versions, preferred=""):
    found = [Release(version, "0" * 64, version == preferred) for version in versions]
    return found if preferred else [Release(versions[0], "0" * 64, True), *found[1:]]


@pytest.mark.parametrize(
    ("version", "before"),
    [("0.3.0.dev0", "0.2.1"), ("0.2.1", "0.2.0"), ("0.2.2.dev0", "0.2.1"), ("0.1.1", "0.1.0"), ("0.1.0", None)],
)
def test_a_build_is_compared_with_the_release_before_it(version, before):
    known = [r for v in ("0.2.1", "0.2.0", "0.1.0") if v != version for r in releases(v)]
    found = older(version, known)
    assert (found.version if found else None) == before


def test_a_release_to_be_joins_the_others():
    joined = with_candidate(releases("0.2.0", "0.1.0"), Release("0.3.0", "1" * 64))
    assert [(r.version, r.preferred) for r in joined] == [("0.3.0", True), ("0.2.0", False), ("0.1.0", False)]
    joined = with_candidate(releases("0.2.0", "0.1.0"), Release("0.1.1", "1" * 64))
    assert [(r.version, r.preferred) for r in joined] == [("0.2.0", True), ("0.1.1", False)]
    joined = with_candidate(releases("0.2.0", "0.1.0", preferred="0.1.0"), Release("0.3.0", "1" * 64))
    assert next(r.version for r in joined if r.preferred) == "0.1.0"
    joined = with_candidate(releases("0.2.0", "0.1.0", preferred="0.1.0"), Release("0.1.1", "1" * 64))
    assert next(r.version for r in joined if r.preferred) == "0.1.1"


class Troubled(http.server.BaseHTTPRequestHandler):
    """Answers each path by what ``answers`` holds for it, one after the other: (status, body, length it claims)."""

    answers: ClassVar = defaultdict(list)

    def do_GET(self):
        left = self.answers[self.path.partition("?")[0]]
        status, body, length = left.pop(0) if len(left) > 1 else left[0] if left else (404, b"", 0)
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def answer(status, body=b"", length=None):
    return status, body, len(body) if length is None else length


@pytest.fixture
def server(monkeypatch):
    """The address of a server, and the answers that it is to give."""
    monkeypatch.setattr(publish.download, "WAITS", (0, 0, 0))
    monkeypatch.setattr(Troubled, "answers", defaultdict(list))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Troubled) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", Troubled.answers
        running.shutdown()


WHOLE = hashlib.sha256(b"whole").hexdigest()


@pytest.mark.parametrize(
    "trouble", [[answer(429)], [answer(403), answer(503)], [answer(200, b"who", 5)], [answer(500), answer(200, b"", 5)]]
)
def test_a_moments_trouble_is_waited_for(server, tmp_path, trouble):
    address, answers = server
    answers["/site.tar.gz"] = [*trouble, answer(200, b"whole")]
    fetch_release([f"{address}/fork.tar.gz", f"{address}/site.tar.gz"], tmp_path / "a/1.0.0.tar.gz", WHOLE)
    assert [path.read_bytes() for path in (tmp_path / "a").iterdir()] == [b"whole"]
    answers.clear()
    fetch_release([f"{address}/gone"], tmp_path / "a/1.0.0.tar.gz", WHOLE)  # it is here already


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ([answer(429)], "HTTP Error 429"),
        ([answer(401)], "HTTP Error 401"),
        ([answer(502)], "HTTP Error 502"),
        ([answer(200, b"who", 5)], "IncompleteRead"),
        ([answer(200, b"other")], "its checksum is not"),
        ([answer(200)], "its checksum is not"),
        ([], "names a release that does not exist"),
    ],
)
def test_lasting_trouble_is_one_line_and_leaves_nothing(server, tmp_path, trouble, says):
    address, answers = server
    answers["/site.tar.gz"] = trouble
    with pytest.raises(RefusedError) as refusal:
        fetch_release([f"{address}/site.tar.gz"], tmp_path / "a/1.0.0.tar.gz", WHOLE)
    assert says in str(refusal.value) and "\n" not in str(refusal.value)
    assert list((tmp_path / "a").iterdir()) == []
    with pytest.raises(RefusedError, match="refused"):
        fetch_release(["http://127.0.0.1:9/site.tar.gz"], tmp_path / "a/1.0.0.tar.gz", WHOLE)


def test_the_list_of_addresses_is_missing_only_while_nothing_is_promised(server, tmp_path):
    address, answers = server
    target, site = tmp_path / "previous.txt", f"{address}/"
    fetch_list(site, target, [], None)
    assert read_list(target) == frozenset()
    with pytest.raises(RefusedError, match=r"addresses.txt is missing, so nothing tells .* new_site = "):
        fetch_list(site, target, releases("0.1.0"), "https://other.example/")
    fetch_list(site, target, releases("0.1.0"), site)
    write_list(target, ["stable/index.html", "stable/one.html"])
    whole = target.read_bytes()
    answers["/addresses.txt"] = [answer(200, whole)]
    fetch_list(site, target, releases("0.1.0"), None)
    assert read_list(target) == {"stable/index.html", "stable/one.html"}
    for broken in (b"", b"\n", whole[:-9], whole + b"x\n", whole[whole.index(b"\n") + 1 :], b"<html></html>", b"\xff"):
        answers["/addresses.txt"] = [answer(200, broken)]
        with pytest.raises(RefusedError, match=r"not the whole list|are missing"):
            fetch_list(site, target, releases("0.1.0"), None)
