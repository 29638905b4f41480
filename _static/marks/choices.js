/* The form of a statement, wherever it stands: it takes a mark with a confidence, and then says how that went. */
"use strict";
const choices = (() => {
  const SYMBOLS = { right: "✓", partly: "◐", wrong: "✗" };

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const outcomeOf = (form) => form.querySelector(".outcome");

  /* Let ``form`` take an answer; ``answered`` is called once it has. Nothing is guessed: both must be chosen. */
  const listen = (form, answered) => {
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of form.querySelectorAll(".commit button")) {
      button.addEventListener("click", () => {
        const verdict = form.elements.verdict.value;
        if (!verdict) {
          outcomeOf(form).textContent = "Choose right, partly or wrong first.";
          form.elements.verdict[0].focus();
          return;
        }
        marks.add(form.dataset.claim, verdict, button.value);
        answered();
        outcomeOf(form).focus();
      });
    }
  };

  const sentence = ({ verdict: said, sure }, verdict) => {
    if (said === verdict) {
      return sure === "sure" ? "You had it, and were sure." : "You had it, though you were not sure.";
    }
    return sure === "sure" ? `You missed it, and were sure: you said ${said}.` : `You missed it: you said ${said}.`;
  };

  /* Show in ``form`` what the reader said, and then what the guide says; ``onward`` are what to do next. */
  const close = (form, answer, verdict, ...onward) => {
    marks.plan(form.dataset.claim, verdict);
    for (const input of form.elements.verdict) input.checked = input.value === answer.verdict;
    form.querySelector("fieldset").disabled = true;
    form.querySelector(".commit").hidden = true;
    const outcome = outcomeOf(form);
    outcome.className = `outcome verdict-${verdict}`;
    outcome.replaceChildren(
      `${sentence(answer, verdict)} The guide: `,
      make("strong", { className: "verdict", textContent: `${SYMBOLS[verdict]} ${verdict}` }),
      ". ",
      ...onward,
    );
  };
  const reopen = (form) => {
    form.reset();
    form.querySelector("fieldset").disabled = false;
    form.querySelector(".commit").hidden = false;
    outcomeOf(form).className = "outcome";
    outcomeOf(form).replaceChildren();
  };

  /* The verdict that stands in the fold of ``place``, which the reader has not opened yet. */
  const verdictIn = (place) => place.querySelector("details.answer .verdict").textContent;

  /* Export, import and wipe, in the fold that every page with statements has. */
  for (const tools of document.querySelectorAll(".tools")) {
    tools.querySelector("[data-do=export]").addEventListener("click", () => {
      const file = new Blob([JSON.stringify(marks.all(), null, 1)], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(file), download: "marked-answers.json" });
      link.click();
      URL.revokeObjectURL(link.href);
    });
    tools.querySelector("[type=file]").addEventListener("change", async ({ target }) => {
      try {
        const { taken, left } = marks.merge(await target.files[0].text());
        marks.say(
          taken
            ? `${taken} taken, ${left} left out.`
            : "That file holds no marks: choose one that this guide exported.",
        );
      } catch {
        marks.say("That file holds no marks: choose one that this guide exported.");
      }
      target.value = "";
    });
    tools.querySelector("[data-do=wipe]").addEventListener("click", () => {
      if (confirm("Wipe all your marks in this browser?")) {
        marks.wipe();
        marks.say("Your marks are wiped.");
      }
    });
  }

  return { make, listen, close, reopen, verdictIn };
})();
