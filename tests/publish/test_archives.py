"""Archives are read with distrust: what is no plain file in its folder is refused in one line, and leaves nothing."""

import gzip
import io
import random
import tarfile
import zlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publish.archives import Limits, pack, unpack
from publish.refusal import RefusedError

LIMITS = Limits(archive_bytes=200_000, archive_files=50)
HTML = b"<html>A page</html>"


def tar(*members, form=tarfile.PAX_FORMAT):
    """A .tar.gz of (name, content or type, link target or headers)."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb") as zipped, tarfile.open(
        fileobj=zipped, mode="w", format=form
    ) as archive:  # fmt: skip
        for name, content, *more in members:
            member = tarfile.TarInfo(name)
            if more and isinstance(more[0], dict):
                member.pax_headers = more[0]
            if isinstance(content, bytes) and len(content) > 1:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content, more[0] if more and isinstance(more[0], str) else ""
                archive.addfile(member)
    return buffer.getvalue()


def cut(archive, blocks):
    """``archive`` without the last blocks of its tar."""
    return gzip.compress(gzip.decompress(archive)[: -512 * blocks])


SPARSE = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "4000000000"}
OLDER = {"GNU.sparse.map": "0,1,3999999999,1", "GNU.sparse.size": "4000000000", "GNU.sparse.numblocks": "2"}
ONE = tar(("index.html", HTML))
HOSTILE = {
    "a path upwards": (tar(("../evil.html", HTML)), "not a plain name within the site: '../evil.html'"),
    "a path upwards within": (tar(("a/../../evil.html", HTML)), "not a plain name"),
    "an absolute path": (tar(("/evil.html", HTML)), "not a plain name"),
    "a backslash": (tar(("..\\evil.html", HTML)), "not a plain name"),
    "two lines in a name": (tar(("a\nb.html", HTML)), "not a plain name"),
    "a hidden file": (tar((".htaccess", HTML)), "not a plain name"),
    "a hidden folder": (tar((".git/hooks/pre-commit", HTML)), "not a plain name"),
    "a name beyond ASCII": (tar(("caf\u00e9.html", HTML)), "not a plain name"),
    "a name in another Unicode form": (tar(("cafe\u0301.html", HTML)), "not a plain name"),
    "a symbolic link": (tar(("index.html", tarfile.SYMTYPE, "/etc/passwd")), "but something else: 'index.html'"),
    "a link, then a file through it": (tar(("a", tarfile.SYMTYPE, ".."), ("a/evil.html", HTML)), "something else"),
    "a hard link": (tar(("index.html", HTML), ("b.html", tarfile.LNKTYPE, "index.html")), "something else"),
    "a device": (tar(("null", tarfile.CHRTYPE)), "something else"),
    "a file of an unknown type": (tar(("index.html", b"9")), "something else"),
    "holes by PAX 1.0": (tar(("index.html", b"1\n0\n1\n" + bytes(506), SPARSE)), "something else"),
    "holes by PAX 0.1": (tar(("index.html", b"ab", OLDER)), "something else"),
    "one name twice": (tar(("index.html", HTML), ("index.html", HTML)), "two files of one name: 'index.html'"),
    "two names but for case": (tar(("index.html", HTML), ("Index.html", HTML)), "differ only in case: 'Index.html'"),
    "two folders but for case": (tar(("a/index.html", HTML), ("A/one.html", HTML)), "differ only in case: 'A'"),
    "a file as a folder": (tar(("a", HTML), ("a/b", HTML)), "two files of one name"),
    "a folder as a file": (tar(("a/b", HTML), ("a", HTML)), "two files of one name"),
    "a bomb of zeros": (tar(("zeros", bytes(300_000))), "unpacks to more than 200000 bytes"),
    "a bomb in many parts": (tar(*((f"{k}", bytes(90_000)) for k in range(4))), "unpacks to more than"),
    "a bomb behind the contents": (gzip.compress(gzip.decompress(ONE) + bytes(900_000)), "unpacks to more than"),
    "a bomb of many files": (tar(*((f"{k}.html", HTML) for k in range(60))), "more than 50 files and folders"),
    "a bomb of many folders": (tar(("/".join("a" * 60), HTML)), "more than 50 files and folders"),
    "a header without end": (tar(("a", HTML, {"path": "x" * 3_000_000})), "unpacks to more"),
    "a name that no file system takes": (tar(("x" * 300, HTML)), "not a whole .tar.gz"),
    "no archive": (b"<html>Not found</html>", "not a whole .tar.gz"),
    "nothing": (b"", "not a whole .tar.gz"),
    "nothing, compressed": (gzip.compress(b""), "not a whole .tar.gz"),
    "no tar": (gzip.compress(b"<html>" * 500), "not a whole .tar.gz"),
    "half an archive": (tar(("index.html", HTML * 500))[:100], "not a whole .tar.gz"),
    "a tar without its end": (cut(tar(("index.html", HTML)), 18), "its end is missing"),
    "a tar that is cut within a file of zeros": (cut(tar(("index.html", bytes(5000))), 18), "not a whole .tar.gz"),
    "a tar with something behind it": (gzip.compress(gzip.decompress(ONE) + b"x" * 512), "its end is missing"),
}


def whole(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def check_unpacking(archive, room):
    """Unpack ``archive`` into an empty ``room``, and hold what comes of it to the limits; returns the refusal."""
    path = room / "x.tar.gz"
    path.write_bytes(archive)
    try:
        unpack(path, room / "out", LIMITS)
        refusal = ""
    except RefusedError as error:
        refusal = str(error)
        assert refusal and len(refusal.splitlines()) == 1 and not (room / "out").exists()
    files = whole(room)
    assert all(file == path or (room / "out" in file.parents and not file.is_symlink()) for file in files)
    assert sum(file.stat().st_size for file in files if file != path) <= LIMITS.archive_bytes
    assert len(list(room.rglob("*"))) <= LIMITS.archive_files + 2
    return refusal


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_leaves_nothing_and_one_line(tmp_path, name):
    content, says = HOSTILE[name]
    (tmp_path / "room").mkdir()
    assert says in check_unpacking(content, tmp_path / "room")
    assert list(tmp_path.iterdir()) == [tmp_path / "room"]


def test_what_was_packed_comes_out_again(site, tmp_path):
    pack(site, tmp_path / "site.tar.gz")
    unpack(tmp_path / "site.tar.gz", tmp_path / "out", Limits())
    found = {path.relative_to(tmp_path / "out"): path.read_bytes() for path in whole(tmp_path / "out")}
    built = {path.relative_to(site): path.read_bytes() for path in whole(site) if not path.name.startswith(".build")}
    assert found == built
    pack(tmp_path / "out", tmp_path / "again.tar.gz")
    assert (tmp_path / "again.tar.gz").read_bytes() == (tmp_path / "site.tar.gz").read_bytes()
    (tmp_path / "out/é.html").touch()
    with pytest.raises(RefusedError, match=r"out/é\.html: a name of the site has letters"):
        pack(tmp_path / "out", tmp_path / "again.tar.gz")


NAMES = st.one_of(
    st.sampled_from(["a", "A", "a/b", "a/b/c.html", "..", "../x", "/x", "a//b", "a/.", ".git/x", "é", "x" * 260, ""]),
    st.text(max_size=12),
)
TYPES = st.sampled_from([bytes([k]) for k in b"01234567KLSxgDMVN\0Z"])
NUMBERS = st.sampled_from(["0", "1", "-1", "9" * 30, "", "x", "1.5", "4000000000", "0,1", "1\n0\n9"])
KEYS = [*SPARSE, *OLDER, "GNU.sparse.name", "GNU.sparse.offset", "GNU.sparse.numbytes", "size", "path", "hdrcharset"]
HEADERS = st.dictionaries(st.sampled_from(KEYS), NUMBERS, max_size=4)


@st.composite
def archives(draw):
    """A tar of strange members, some of whose bytes are others; perhaps cut, perhaps compressed again and spoiled."""
    buffer = io.BytesIO()
    form = draw(st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]))
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for _ in range(draw(st.integers(0, 4))):
            member = tarfile.TarInfo(draw(NAMES))
            member.type, member.linkname, member.pax_headers = draw(TYPES), draw(NAMES), draw(HEADERS)
            content = draw(st.binary(max_size=40)) * draw(st.sampled_from([1, 1, 30, 6000]))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    plain = bytearray(buffer.getvalue())
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.sampled_from([0, 0, 1, 3, 20]))):
        plain[chance.randrange(min(len(plain), 2048))] = chance.choice([0, 0x80, 0xFF, 0x2D, chance.randrange(256)])
    if draw(st.booleans()):
        for start in range(0, len(plain), 512):  # with the right checksum, so that what follows is believed
            block = plain[start : start + 512]
            if block[257:262] == b"ustar":
                block[148:156] = b" " * 8
                plain[start + 148 : start + 156] = b"%06o\0 " % sum(block)
    plain = plain[: len(plain) - draw(st.sampled_from([0, 0, 0, 512, 1000, 10_000]))]
    packed = bytearray(zlib.compress(bytes(plain), wbits=31))
    for _ in range(draw(st.sampled_from([0, 0, 0, 0, 2]))):
        packed[chance.randrange(len(packed))] = chance.randrange(256)
    return bytes(packed[: len(packed) - draw(st.sampled_from([0, 0, 0, 0, 1, 8, 30]))])


@settings(
    max_examples=2000,
    deadline=timedelta(seconds=20),  # an endless loop is a failure, and a slow machine is none
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(archive=archives())
def test_no_archive_of_thousands_breaks_out(tmp_path_factory, archive):
    check_unpacking(archive, tmp_path_factory.mktemp("room"))
