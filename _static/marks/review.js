/* The review page: every statement, one at a time; first what is due, confident misses before all; then new ones. */
"use strict";
{
  const { make } = choices;
  const review = document.querySelector(".review");
  const items = [...document.querySelectorAll(".statements > li")].map((item) => {
    const { claim } = item.querySelector("form.choices").dataset;
    return { item, claim, chapter: claim.split("-")[0], verdict: choices.verdictIn(item) };
  });
  const card = review.querySelector(".asked");

  const shuffled = (list) => list.map((x) => [Math.random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);
  /* One verdict after the other, so that no single answer to all of them scores more than a third. */
  const balanced = (list) => {
    const piles = Object.values(Object.groupBy(shuffled(list), ({ verdict }) => verdict));
    return shuffled(piles).flatMap((pile, k) => pile.map((entry, place) => [place + k / 4, entry]))
      .sort((a, b) => a[0] - b[0]).map(([, entry]) => entry);
  };
  const standing = () => {
    const store = marks.all();
    const begun = new Set(Object.keys(store).map((claim) => claim.split("-")[0]));
    const seen = items.filter(({ claim }) => store[claim]).map((entry) => {
      const answers = store[entry.claim];
      return {
        ...entry,
        at: marks.dueAt(answers, entry.verdict),
        confident: marks.isConfidentMiss(answers.at(-1), entry.verdict),
      };
    });
    const due = shuffled(seen.filter(({ at }) => at <= Date.now())).sort((a, b) => b.confident - a.confident);
    const fresh = balanced(items.filter(({ claim }) => !store[claim]));
    return {
      due,
      later: seen.filter(({ at }) => at > Date.now()),
      fresh: fresh.sort((a, b) => begun.has(b.chapter) - begun.has(a.chapter)), // chapters already read come first
    };
  };

  const count = ({ due, later, fresh }) => {
    const confident = due.filter((entry) => entry.confident).length;
    const next = later.length ? new Date(Math.min(...later.map(({ at }) => at))).toLocaleDateString() : "";
    return `${due.length} due now${confident ? `, ${confident} of them missed when you were sure` : ""}; ` +
      `${fresh.length} not seen yet; ${later.length} for later${next ? `, the next on ${next}` : ""}.`;
  };

  const calibration = () => {
    const store = marks.all();
    const rows = ["sure", "unsure"].map((sure) => {
      const answers = items.flatMap(({ claim, verdict }) =>
        (store[claim] ?? []).filter((answer) => answer.sure === sure && !answer.shown)
          .map((answer) => !marks.isMiss(answer, verdict))
      );
      const right = answers.filter(Boolean).length;
      const share = answers.length ? right / answers.length : 0;
      const text = answers.length
        ? `${right} of ${answers.length} right (${Math.round(100 * share)} %)`
        : "no marks yet";
      const meter = make("meter", { min: 0, max: 1, value: share });
      meter.setAttribute("aria-label", `Right when ${sure}`);
      return make(
        "tr",
        {},
        make("th", { scope: "row", textContent: sure === "sure" ? "When sure" : "When not sure" }),
        make("td", {}, meter),
        make("td", { textContent: text }),
      );
    });
    review.querySelector(".picture").replaceChildren(make("table", {}, make("tbody", {}, ...rows)));
  };

  const ask = (move) => {
    const now = standing();
    review.querySelector(".due").textContent = count(now);
    calibration();
    const entry = [...now.due, ...now.fresh][0];
    if (!entry) {
      card.replaceChildren(make("p", { textContent: "Nothing is due. Come back on the day named above." }));
      return;
    }
    const copy = entry.item.cloneNode(true);
    const details = copy.querySelector("details");
    details.hidden = true;
    const next = make("button", { type: "button", textContent: "Next statement" });
    next.addEventListener("click", () => ask(true));
    const form = copy.querySelector("form");
    choices.listen(form, () => {
      choices.close(form, marks.all()[entry.claim].at(-1), entry.verdict, next);
      details.open = true;
      details.hidden = false;
      review.querySelector(".due").textContent = count(standing());
      calibration();
    });
    card.replaceChildren(...copy.childNodes);
    if (move) card.focus();
  };
  addEventListener("storage", () => ask(false)); // another tab has answered
  ask(false);
}
