/* The review page: every statement, one at a time; first what is due, confident misses before all; then new ones. */
"use strict";
{
  const review = document.querySelector(".review");
  const items = [...document.querySelectorAll(".statements > li")].map((item) => {
    const form = item.querySelector("form.choices");
    return { item, form, ...form.dataset };
  });
  const card = review.querySelector(".asked");

  const shuffled = (list) => list.map((x) => [Math.random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);
  const standing = () => {
    const store = marks.all();
    const seen = items.filter(({ claim }) => store[claim]).map((entry) => {
      const answers = store[entry.claim];
      return {
        ...entry,
        at: marks.dueAt(answers, entry.verdict),
        confident: marks.isConfidentMiss(answers.at(-1), entry.verdict),
      };
    });
    const due = shuffled(seen.filter(({ at }) => at <= Date.now())).sort((a, b) => b.confident - a.confident);
    return {
      due,
      later: seen.filter(({ at }) => at > Date.now()),
      fresh: shuffled(items.filter(({ claim }) => !store[claim])),
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
        (store[claim] ?? []).filter((answer) => answer.sure === sure)
          .map((answer) => !marks.isMiss(answer, verdict))
      );
      const right = answers.filter(Boolean).length;
      const share = answers.length ? right / answers.length : 0;
      const text = answers.length
        ? `${right} of ${answers.length} right (${Math.round(100 * share)} %)`
        : "no marks yet";
      const meter = marks.make("meter", { min: 0, max: 1, value: share });
      meter.setAttribute("aria-label", `Right when ${sure}`);
      return marks.make(
        "tr",
        {},
        marks.make("th", { scope: "row", textContent: sure === "sure" ? "When sure" : "When not sure" }),
        marks.make("td", {}, meter),
        marks.make("td", { textContent: text }),
      );
    });
    review.querySelector(".picture").replaceChildren(marks.make("table", {}, marks.make("tbody", {}, ...rows)));
  };

  const ask = (move) => {
    const now = standing();
    review.querySelector(".due").textContent = count(now);
    calibration();
    const entry = [...now.due, ...now.fresh][0];
    if (!entry) {
      card.replaceChildren(marks.make("p", { textContent: "Nothing is due. Come back on the day named above." }));
      return;
    }
    const copy = entry.item.cloneNode(true);
    const details = copy.querySelector("details");
    const next = marks.make("button", { type: "button", className: "onward", textContent: "Next statement" });
    next.addEventListener("click", () => ask(true));
    details.hidden = next.hidden = true;
    const form = copy.querySelector("form");
    marks.listen(form, () => {
      marks.close(form, marks.all()[entry.claim].at(-1));
      details.open = true;
      details.hidden = next.hidden = false;
      review.querySelector(".due").textContent = count(standing());
      calibration();
      next.focus();
    });
    card.className = `asked ${entry.item.className}`;
    card.replaceChildren(...copy.childNodes, next);
    if (move) card.focus();
  };
  ask(false);
}
