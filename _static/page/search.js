/* The search page: chapters, sections and claims, ranked by where a word stands; works without a server. */
"use strict";
{
  const form = document.querySelector("article form.search");
  const place = document.getElementById("search-results");
  const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.-][\p{L}\p{N}]+)*/gu) ?? [];
  const FIELDS = { title: 9, names: 8, text: 2, also: 2 }; // what a word weighs, by where it stands
  const KINDS = { chapter: 1.4, claim: 1.2, section: 1 };

  const entries = window.searchIndex.map((entry) => ({
    ...entry,
    words: Object.fromEntries(Object.keys(FIELDS).map((field) => [field, words(entry[field])])),
  }));
  /* A whole word counts in full, the beginning of one by half. */
  const weight = (list, term) => {
    if (list.includes(term)) return 1;
    return term.length > 2 && list.some((word) => word.startsWith(term)) ? 0.5 : 0;
  };
  const score = (entry, terms, phrase) => {
    const each = terms.map((term) =>
      Math.max(...Object.entries(FIELDS).map(([field, value]) => value * weight(entry.words[field], term)))
    );
    if (each.some((x) => !x)) return 0;
    const together = ["title", "names", "text", "also"].some((field) => entry[field].toLowerCase().includes(phrase));
    return each.reduce((sum, x) => sum + x, 0) / terms.length * (together ? 1.5 : 1) * KINDS[entry.kind];
  };
  const excerpt = (text, terms) => {
    const sentences = text.match(/[^.!?]+(?:[.!?]+(?=\s|$)|$)/g) ?? [];
    const best = sentences.find((sentence) => terms.some((term) => sentence.toLowerCase().includes(term)));
    return (best ?? sentences[0] ?? "").trim().slice(0, 240);
  };
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  if (asked) {
    form.elements.q.value = asked;
    document.title = `${asked} — ${document.title}`;
    const terms = words(asked);
    const found = entries.map((entry) => ({ ...entry, score: score(entry, terms, asked.toLowerCase()) }))
      .filter((entry) => entry.score).sort((a, b) => b.score - a.score).slice(0, 30);
    place.replaceChildren(
      make("p", {
        role: "status",
        textContent: found.length ? `${found.length} found for “${asked}”.` : `Nothing found for “${asked}”.`,
      }),
      make(
        "ol",
        { className: "found" },
        ...found.map(({ kind, address, title, within, text }) =>
          make(
            "li",
            {},
            make("a", { href: address, textContent: title }),
            make("p", { className: "context", textContent: within ? `${kind} in: ${within}` : kind }),
            make("p", { textContent: excerpt(text, terms) }),
          )
        ),
      ),
    );
  }
}
