/* The reader marks the learner's statements before the guide does. Marks stay in this browser. Without this script
   everything is readable and the sheet has boxes to tick on paper. */
"use strict";
(() => {
  const sheet = document.querySelector(".answer-sheet");
  if (!sheet) return;
  const root = new URL(document.documentElement.dataset.content_root || "./", location.href).pathname;
  const KEY = `marked-answers:1:${root}`;
  const VERDICTS = ["right", "partly", "wrong"];
  const SYMBOLS = { right: "✓", partly: "◐", wrong: "✗" };

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  };
  const write = (marks) => {
    try { localStorage.setItem(KEY, JSON.stringify(marks)); } catch { /* private mode: marks last as long as the page */ }
  };
  let marks = read();
  let shown = false; // "Show me the answers"

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const statements = [...sheet.querySelectorAll("li[id^=sheet-]")].map((item) => {
    const id = item.id.slice("sheet-".length);
    const claim = document.getElementById(`claim-${id}`);
    const verdict = VERDICTS.find((word) => claim.classList.contains(`verdict-${word}`));
    const evidence = [...document.querySelectorAll("p.evidence")].filter((p) => p.querySelector(`a[href="#claim-${id}"]`));
    const outcome = make("p", { className: "outcome" });
    return { id, item, claim, verdict, evidence, outcome };
  });

  const isMarked = ({ id }) => Boolean(marks[id]?.verdict && marks[id]?.sure);
  const isMissed = ({ id, verdict }) => marks[id].verdict !== verdict;

  const choices = (statement, name, words) => {
    const legend = name === "verdict" ? "Your mark" : "How sure";
    const group = make("fieldset", { className: "choices" }, make("legend", { textContent: legend }));
    for (const word of words) {
      const input = make("input", { type: "radio", name: `${name}-${statement.id}`, value: word });
      input.checked = marks[statement.id]?.[name] === word;
      input.addEventListener("change", () => {
        marks = { ...read(), [statement.id]: { ...marks[statement.id], [name]: word, at: new Date().toISOString() } };
        write(marks);
        show();
      });
      group.append(make("label", {}, input, ` ${word}`));
    }
    return group;
  };

  const show = () => {
    for (const statement of statements) {
      const open = shown || isMarked(statement) || location.hash === `#claim-${statement.id}`; // asked for by address
      for (const part of [statement.claim, ...statement.evidence]) part.classList.toggle("sealed", !open);
      statement.outcome.replaceChildren();
      if (!isMarked(statement)) continue;
      const { verdict, sure } = marks[statement.id];
      const said = isMissed(statement) ? `You said ${verdict}, ${sure}. ` : "As you said. ";
      const mark = make("strong", { className: "verdict", textContent: `${SYMBOLS[statement.verdict]} ${statement.verdict}. ` });
      statement.outcome.className = `outcome verdict-${statement.verdict}`;
      statement.outcome.append(mark, said, make("a", { href: `#claim-${statement.id}`, textContent: "Why?" }));
    }
    const done = statements.filter(isMarked);
    const missed = done.filter(isMissed).sort((a, b) => (marks[b.id].sure === "sure") - (marks[a.id].sure === "sure"));
    summary.replaceChildren(
      `${done.length} of ${statements.length} marked, ${done.length - missed.length} as the guide does. `,
      ...(missed.length ? ["Read first: ", ...missed.flatMap(({ id, item }, k) => [
        k ? ", " : "",
        make("a", { href: `#claim-${id}`, textContent: `statement ${[...sheet.children].indexOf(item) + 1}` }),
        marks[id].sure === "sure" ? " (you were sure)" : "",
      ]), "."] : []),
    );
  };

  const summary = make("p", { className: "summary" });
  summary.setAttribute("aria-live", "polite");
  const reveal = make("button", { type: "button", textContent: "Show me the answers" });
  reveal.addEventListener("click", () => { shown = true; show(); });
  const first = make("a", { href: "#correction", textContent: "Correct answer first" });
  const save = make("button", { type: "button", textContent: "Export my marks" });
  save.addEventListener("click", () => {
    const file = new Blob([JSON.stringify(read(), null, 1)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "marked-answers.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const load = make("input", { type: "file", accept: "application/json" });
  load.addEventListener("change", async () => {
    try {
      marks = { ...read(), ...JSON.parse(await load.files[0].text()) };
      write(marks);
      location.reload();
    } catch { summary.textContent = "That file holds no marks: choose one that this guide exported."; }
  });
  const forget = make("button", { type: "button", textContent: "Forget all my marks" });
  forget.addEventListener("click", () => { localStorage.removeItem(KEY); location.reload(); });

  for (const statement of statements) {
    statement.item.append(choices(statement, "verdict", VERDICTS), choices(statement, "sure", ["sure", "unsure"]), statement.outcome);
    statement.claim.querySelector(".statement").after(
      make("p", { className: "seal" }, make("a", { href: `#${statement.item.id}`, textContent: "Mark it first" }), " and its verdict, reason and evidence open."));
  }
  const tools = make("details", { className: "tools" }, make("summary", { textContent: "Your marks stay in this browser" }),
    save, make("label", {}, "Import: ", load), forget);
  sheet.after(summary, make("p", { className: "ways" }, reveal, " ", first), tools);
  document.documentElement.classList.add("marking");
  addEventListener("hashchange", show);
  show();
})();
