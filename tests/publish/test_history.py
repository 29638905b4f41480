"""Releases come, are held back, patched and moved about in any order, and no address that a reader kept is lost."""

import pytest
from built import ADDRESS, REPOSITORY, Publisher, as_version
from conftest import served
from publish.addresses import ANCHOR
from publish.refusal import RefusedError

CLAIM, FIGURE = "claim-momentum-past-decays", "figure-momentum-steps"


@pytest.fixture(scope="module")
def builds(site, tmp_path_factory):
    """Versions of the built site: a chapter less, all of it, a chapter moved and its anchors renamed, and patches."""
    folder = tmp_path_factory.mktemp("builds")
    anchors = {anchor: anchor.replace("momentum", "velocity", 1) for anchor in anchors_of(site / "momentum.html")}
    moved = {"moved": {"momentum": "velocity"}, "renamed": anchors}
    kinds = {
        "0.1.0": {"without": ["biases.html"]},
        "0.1.1": {"without": ["biases.html"], "renamed": {"claim-symmetry-no": "claim-symmetry-no-patched"}},
        "0.2.0": {},
        "0.2.1": {},
        "0.3.0": moved,
        "draft": {"without": ["biases.html", "sparsity.html"]},
    }
    return {name: as_version(site, folder / name, name, **kind) for name, kind in kinds.items()}


def anchors_of(page):
    return sorted(set(ANCHOR.findall(page.read_text("utf8"))))


@pytest.fixture
def publisher(builds, tmp_path):
    """A site with the draft alone."""
    return Publisher(tmp_path).draft(builds["0.2.0"]).deploy()


def test_a_draft_promises_nothing(publisher, builds):
    assert publisher.previous == frozenset()
    publisher.draft(builds["draft"]).deploy()  # two chapters of the draft are withdrawn
    publisher.release(builds["0.1.0"], "0.1.0").deploy()
    publisher.draft(builds["0.3.0"]).deploy()
    publisher.draft(builds["draft"]).deploy()


def test_a_release_is_held_back_moved_patched_and_let_go(publisher, builds):
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        publisher.release(builds[version], version).deploy()
    stable = publisher.site / "stable"
    assert "data-moved" in (stable / "momentum.html").read_text()
    publisher.deploy(preferred="0.1.0")
    assert "data-moved" not in (stable / "momentum.html").read_text()
    assert "../0.3/velocity.html" in (stable / "velocity.html").read_text()
    assert (stable / "claims.json").is_file() and "../0.3/biases.html" in (stable / "biases.html").read_text()
    publisher.deploy(preferred="0.2.0")
    publisher.release(builds["0.2.1"], "0.2.1").deploy(preferred="0.2.1")
    publisher.deploy(preferred="0.1.0")
    publisher.deploy()
    assert "stable/velocity.html" in publisher.previous and "0.1/momentum.html" in publisher.previous


def test_a_patch_of_an_old_line_may_come_late_and_say_more(publisher, builds, site, tmp_path):
    for version in ("0.1.0", "0.2.0"):
        publisher.release(builds[version], version).deploy()
    page = builds["0.1.0"] / "symmetry.html"
    patched = as_version(builds["0.1.0"], tmp_path / "patched", "0.1.1")
    (patched / "symmetry.html").write_text(page.read_text().replace("<h1>", '<p id="claim-symmetry-late"></p><h1>', 1))
    publisher.release(patched, "0.1.1").deploy()
    assert "0.1/symmetry.html#claim-symmetry-late" in publisher.previous
    publisher.deploy(preferred="0.1.1")
    publisher.deploy(preferred="")


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"without": ["momentum.html"]}, "stable/momentum.html, stable/momentum.html#claim-"),
        ({"renamed": {"claim-symmetry-no": "claim-symmetry-nay"}}, "vanish: stable/symmetry.html#claim-symmetry-no; "),
        ({"renamed": {FIGURE: f"{FIGURE}-x"}}, f"vanish: stable/momentum.html#{FIGURE}; name where each went"),
    ],
)
def test_what_a_release_loses_is_named_and_the_site_stays(publisher, builds, site, tmp_path, change, lost):
    publisher.release(builds["0.2.0"], "0.2.0").deploy()
    kept, good = publisher.previous, sorted(publisher.site.rglob("*"))
    publisher.release(as_version(site, tmp_path / "worse", "0.3.0", **change), "0.3.0")
    for previous in (kept, frozenset()):  # the archives alone show it, too
        publisher.previous = previous
        with pytest.raises(RefusedError) as refusal:
            publisher.deploy()
        assert lost in str(refusal.value) and "\n" not in str(refusal.value)
    assert sorted(publisher.site.rglob("*")) == good
    del publisher.releases["0.3"], publisher.releases["0.2"]
    publisher.previous = kept
    with pytest.raises(RefusedError, match=r"vanish: 0\.2/activations\.html"):  # an entry was taken out
        publisher.deploy()


def test_a_patch_that_loses_a_page_of_its_line_is_refused(publisher, builds, site, tmp_path):
    for version in ("0.2.0", "0.3.0"):
        publisher.release(builds[version], version).deploy()
    publisher.release(as_version(site, tmp_path / "worse", "0.2.1", without=["dropout.html"]), "0.2.1")
    with pytest.raises(RefusedError, match=r"vanish: 0\.2/dropout\.html"):
        publisher.deploy()


def test_editions_lie_with_the_current_version_and_the_draft_and_old_ones_lead_to_their_release(publisher, builds):
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        publisher.release(builds[version], version).deploy()
    at = {path.relative_to(publisher.site).parts[0] for path in publisher.site.rglob("editions")}
    assert at == {"stable", "dev"}
    release = f'href="{REPOSITORY}/releases/tag/v0.1.0"'
    old, stable = (publisher.site / name / "symmetry.html" for name in ("0.1", "stable"))
    assert release in old.read_text() and 'href="editions/' not in old.read_text()
    assert 'href="editions/marked-answers.pdf"' in stable.read_text() and "/releases/tag/" not in stable.read_text()


def test_two_hundred_releases_have_room(publisher, site, tmp_path):
    """Sizes grow along a straight line and a curve: what each page says of all versions grows with their number."""

    def size(count):
        for number in range(len(publisher.releases), count):
            version = f"0.{number}.0"
            publisher.release(as_version(site, tmp_path / version, version), version)
        publisher.deploy()
        return sum(path.stat().st_size for path in publisher.site.rglob("*") if path.is_file())

    three, six, nine = size(3), size(6), size(9)
    curve = (nine - 2 * six + three) / 9
    slope = (six - three) / 3 - 9 * curve / 2
    at = lambda n: three + slope * (n - 3) + curve / 2 * (n * n - 9)  # noqa: E731
    assert at(9) == pytest.approx(nine, rel=0.01)
    assert at(200) < 900e6


def test_readers_of_an_old_address_get_to_the_part_they_kept(publisher, builds, chromium):
    for version in ("0.2.0", "0.3.0"):
        publisher.release(builds[version], version).deploy()
    problems = []

    def visitor():
        """A browser that has never been here; one that has may show for a while what it keeps."""
        page = chromium.new_context().new_page()
        page.on("console", lambda message: message.type in {"error", "warning"} and problems.append(message.text))
        return page

    with served(publisher.folder) as address:
        page = visitor()
        for old, new in (
            ("stable/momentum.html", "stable/velocity.html"),
            (f"stable/momentum.html#{CLAIM}", f"stable/velocity.html#{CLAIM.replace('momentum', 'velocity', 1)}"),
            ("stable/momentum.html#sources", "stable/velocity.html#sources"),
            ("", "stable/"),
        ):
            page.goto(f"{address}/guide/{old}")
            page.wait_for_url(f"{address}/guide/{new}")
        page.goto(f"{address}/guide/404.html")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "576px"  # its style is let in
        page.context.close()
        publisher.deploy(preferred="0.2.0")
        page = visitor()
        page.goto(f"{address}/guide/stable/velocity.html#sources")
        page.wait_for_url(f"{address}/guide/0.3/velocity.html#sources")
        page.wait_for_load_state("networkidle")
        page.context.close()  # before the server: what a page still loads would count as a problem
    assert problems == [] and ADDRESS not in page.url
