"""The search finds the right chapter or claim first, by whatever name a learner knows it, also from a folder."""

import pytest

FIRST = {
    "xavier": "initialization.html",
    "kaiming": "initialization.html",
    "glorot": "initialization.html",
    "dying relu": "activations.html",
    "dead neurons": "activations.html",
    "vanishing": "depth.html",
    "exploding gradients": "depth.html",
    "swish": "activations.html",
    "lottery ticket": "sparsity.html",
    "uncertainty": "dropout.html",
    "batch norm": "depth.html",
    "bias zero": "biases.html",
    "0.99999": "momentum.html",
    "initialisation": "initialization.html",
    "orthogonal": "symmetry.html",
}


@pytest.mark.parametrize("where", ["server", "folder"])
def test_each_name_leads_to_its_page(site, visit, address, where):
    base = address if where == "server" else f"file://{site}"
    page = visit("index.html", base)
    for asked, expected in FIRST.items():
        page.locator(".top input[type=search]").fill(asked)
        with page.expect_navigation():  # not to read what the search before has found
            page.keyboard.press("Enter")
        page.locator("#search-results [role=status]").wait_for()
        links = page.locator("#search-results a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert links and links[0].startswith(expected), f"{asked}: {links[:3]}"


def test_nothing_is_said_to_be_nothing(visit):
    page = visit("search.html?q=%3Cb%3Ezebra%3C%2Fb%3E")
    assert page.locator("#search-results").inner_text() == "Nothing found for “<b>zebra</b>”."
