"""Readers narrow the ledger by words, speaker and verdict, and put it in another order."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT


@pytest.fixture
def claims(site):
    return json.loads((site / "claims.json").read_text())["claims"]


def shown(tab):
    return [row.text_content().strip() for row in tab.locator("table.ledger tbody tr:visible td:first-child").all()]


def test_the_ledger_is_narrowed_and_ordered(look, claims):
    tab = look("ledger")
    form = tab.get_by_role("search", name="Claims")
    assert len(shown(tab)) == len(claims)
    form.locator("[name=by]").select_option("learner")
    form.locator("[name=verdict]").select_option("wrong")
    wrong = [claim for claim in claims if (claim["by"], claim["verdict"]) == ("learner", "wrong")]
    assert len(shown(tab)) == len(wrong) > 3
    assert form.locator("output").inner_text() == f"{len(wrong)} of {len(claims)} claims"
    form.get_by_label("Words").fill("Dropout speed")
    assert 0 < len(shown(tab)) < len(wrong)
    form.get_by_label("Words").fill("no such thing")
    assert shown(tab) == [] and form.locator("output").inner_text().startswith("0 of")
    form.get_by_label("Words").fill("")
    form.locator("[name=by]").select_option("anyone")
    form.locator("[name=verdict]").select_option("any")
    first = shown(tab)
    form.locator("[name=order]").select_option("verdicts")
    verdicts = [cell.text_content().split()[-1] for cell in tab.locator("table.ledger td:nth-child(3)").all()]
    blocks = [verdict for verdict, before in zip(verdicts, [None, *verdicts], strict=False) if verdict != before]
    assert len(blocks) == len(set(verdicts))  # each verdict in one block
    form.locator("[name=order]").select_option("chapters")
    assert shown(tab) == first


def test_without_scripts_the_ledger_is_a_table(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "ledger.html").as_uri())
    assert not tab.locator("form.sift").is_visible() and len(shown(tab)) > 50
    context.close()


def test_claims_are_as_their_published_schema_says(site, tmp_path):
    schema, published = site / "_static/claims.schema.json", site / "claims.json"

    def checked(path):
        command = [Path(sys.executable).with_name("check-jsonschema"), "--schemafile", schema, path]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    run = checked(published)
    assert run.returncode == 0, run.stdout
    ledger = json.loads(published.read_text())
    ledger["claims"][0]["verdict"] = "perhaps"
    (tmp_path / "claims.json").write_text(json.dumps(ledger))
    run = checked(tmp_path / "claims.json")
    assert run.returncode != 0 and "'perhaps' is not one of" in run.stdout


def test_statements_can_be_read_and_typeset(claims):
    found = {claim["id"]: claim for claim in claims}
    claim = found["symmetry-normal-or-uniform"]
    assert claim["text"].endswith("a uniform one on ±√(3σ²).")
    assert claim["tex"].endswith(r"a uniform one on $\pm\sqrt{3\sigma^2}$.")
    assert found["momentum-optimum"]["text"].endswith("by √(β*)=(√κ−1)/(√κ+1) a step.")


def test_the_lines_of_the_methods_page_give_a_row_for_each_measurement(site, claims):
    """Run as they stand there, on what pandas asks of its records: names that are there, and differ in a row."""
    [lines] = re.findall(r"```python\n(claims = .*?)```", (ROOT / "chapters/methods.md").read_text("utf8"), re.DOTALL)
    first, second = lines.splitlines()
    rows = []

    def json_normalize(records, path, meta, record_prefix):
        for record in records:
            for item in record[path]:
                measured = {f"{record_prefix}{key}": cell for key, cell in item.items()}
                whole = {key: record[key] for key in meta}
                assert not measured.keys() & whole.keys()
                rows.append(measured | whole)

    pandas = SimpleNamespace(json_normalize=json_normalize)
    names = {"json": json, "pandas": pandas, "open": lambda name: io.StringIO((site / name).read_text("utf8"))}
    exec(f"{first}\n{second}", names)
    assert len({row["evidence.id"] for row in rows}) == len(rows) == sum(len(claim["evidence"]) for claim in claims)
    assert all(row["evidence.id"].startswith(f"{row['id']}: ") for row in rows)
    assert all(isinstance(x, int | float) for row in rows for x in row["evidence.bounds"].values())


def test_corrections_are_sentences_without_a_gap_where_a_citation_stood(site):
    page = BeautifulSoup((site / "misconceptions.html").read_text(), "lxml")
    said = [row.select("td")[2].get_text() for row in page.select("table.misconceptions tbody tr")]
    assert len(said) > 30 and all(text.rstrip().endswith(".") for text in said)
    assert not [text for text in said if re.search(r"\s[.,;:]", text)]
