/* What the reader answered: for each claim the list of answers in order, kept in this browser alone. What is due and
   how well confidence pays is worked out from that list. */
"use strict";
const marks = (() => {
  const root = new URL(document.documentElement.dataset.content_root, location.href).pathname;
  const KEY = `marked-answers:1:${root}`;
  const DAY = 864e5; // milliseconds
  const GAPS = [1, 7, 21]; // days until a statement is asked again, after so many right marks in a row
  const SYMBOLS = { right: "✓", partly: "◐", wrong: "✗" };
  let kept = {};

  const isAnswer = (answer) =>
    answer?.verdict in SYMBOLS && ["sure", "unsure"].includes(answer.sure) && !Number.isNaN(Date.parse(answer.at));
  const isStore = (store) =>
    store !== null && typeof store === "object" && !Array.isArray(store) &&
    Object.values(store).every((answers) => Array.isArray(answers) && answers.every(isAnswer));

  const all = () => {
    try {
      const store = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      if (isStore(store)) kept = store;
    } catch { /* private mode, or not ours: marks last as long as the page */ }
    return kept;
  };
  const keep = (store) => {
    kept = store;
    try {
      localStorage.setItem(KEY, JSON.stringify(store));
    } catch { /* as above */ }
  };
  const add = (claim, verdict, sure) => {
    const store = all();
    keep({ ...store, [claim]: [...(store[claim] ?? []), { verdict, sure, at: new Date().toISOString() }] });
  };
  const merge = (text) => {
    const more = JSON.parse(text);
    if (!isStore(more)) throw new TypeError("no marks");
    const store = { ...all() };
    for (const [claim, answers] of Object.entries(more)) {
      const times = new Set(store[claim]?.map(({ at }) => at));
      const both = [...(store[claim] ?? []), ...answers.filter(({ at }) => !times.has(at))];
      store[claim] = both.sort((a, b) => a.at.localeCompare(b.at));
    }
    keep(store);
  };
  const wipe = () => {
    kept = {};
    try {
      localStorage.removeItem(KEY);
    } catch { /* nothing was kept */ }
  };

  /* When a statement with these answers is due, in milliseconds. */
  const dueAt = (answers, verdict) => {
    let streak = 0;
    while (streak < answers.length && answers.at(-1 - streak).verdict === verdict) streak += 1;
    return Date.parse(answers.at(-1).at) + GAPS[Math.min(Math.max(streak, 1), GAPS.length) - 1] * DAY;
  };
  const isMiss = (answer, verdict) => answer.verdict !== verdict;
  const isConfidentMiss = (answer, verdict) => isMiss(answer, verdict) && answer.sure === "sure";

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /* Let ``form`` take an answer; ``answered`` is called once it has. */
  const listen = (form, answered) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      add(form.dataset.claim, form.elements.verdict.value, event.submitter?.value ?? "unsure");
      answered();
    });
  /* Show in ``form`` what the reader said and what the guide says. */
  const close = (form, answer, link) => {
    const { verdict } = form.dataset;
    for (const input of form.elements.verdict) input.checked = input.value === answer.verdict;
    form.querySelector("fieldset").disabled = true;
    form.querySelector(".commit").hidden = true;
    const outcome = form.querySelector(".outcome");
    outcome.className = `outcome verdict-${verdict}`;
    outcome.replaceChildren(
      make("strong", { className: "verdict", textContent: `${SYMBOLS[verdict]} ${verdict}. ` }),
      isMiss(answer, verdict)
        ? `You said ${answer.verdict}, and were ${answer.sure}. `
        : `As you said, ${answer.sure}. `,
      ...(link ? [link] : []),
    );
  };

  /* Export, import and wipe, in the fold that every page with statements has. */
  const tools = document.querySelector(".tools");
  const say = (text) => {
    tools.querySelector("[role=status]").textContent = text;
  };
  tools?.querySelector("[data-do=export]").addEventListener("click", () => {
    const file = new Blob([JSON.stringify(all(), null, 1)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "marked-answers.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  tools?.querySelector("[type=file]").addEventListener("change", async ({ target }) => {
    try {
      merge(await target.files[0].text());
      location.reload();
    } catch {
      say("That file holds no marks: choose one that this guide exported.");
    }
  });
  tools?.querySelector("[data-do=wipe]").addEventListener("click", () => {
    if (confirm("Wipe all your marks in this browser?")) {
      wipe();
      location.reload();
    }
  });

  return { all, dueAt, isMiss, isConfidentMiss, make, listen, close };
})();
