/* A chapter's script is marked in place: a statement, taken up in the text or at its claim, opens with its mark. */
"use strict";
{
  const { make } = choices;
  const sheet = document.querySelector(".sheet");
  const panels = [...sheet.querySelectorAll(".answer-sheet > li")];
  const statements = [...sheet.querySelectorAll(".script .said")].map((said, k) => {
    const { claim } = panels[k].querySelector("form").dataset;
    const box = document.getElementById(`claim-${claim}`);
    return { claim, number: k + 1, said, panel: panels[k], box, verdict: choices.verdictIn(box) };
  });
  const formsOf = ({ panel, box }) => [panel.querySelector("form"), box.querySelector("form.choices")];
  const correction = document.querySelector("#correction details.veil");

  const take = (statement, focus = true) => {
    for (const other of statements) {
      other.panel.classList.toggle("current", other === statement);
      other.said.toggleAttribute("aria-current", other === statement);
    }
    if (!focus) return;
    const form = statement.panel.querySelector("form");
    (form.querySelector("fieldset").disabled ? form.querySelector(".outcome") : form.elements.verdict[0]).focus();
  };

  const onward = (statement, answers) => {
    const why = make("a", { href: `#claim-${statement.claim}`, textContent: "Why?" });
    const next = statements.find(({ claim }) => !answers[claim]);
    if (!next) return [why];
    const button = make("button", { type: "button", textContent: `On to statement ${next.number}` });
    button.addEventListener("click", () => take(next));
    return [why, " ", button];
  };

  const show = () => {
    const store = marks.all();
    const shown = marks.shown();
    for (const statement of statements) {
      const { claim, said, box, verdict } = statement;
      const answer = store[claim]?.at(-1);
      const whole = Boolean(answer) || shown.includes(claim) || location.hash === `#claim-${claim}`;
      box.classList.toggle("open", whole);
      box.querySelector("details.answer").open = whole;
      said.className = whole ? `said verdict-${verdict}` : "said";
      said.querySelector(".visually-hidden")?.remove();
      if (whole) said.append(make("span", { className: "visually-hidden", textContent: ` (marked: ${verdict})` }));
      const [inSheet, atClaim] = formsOf(statement);
      if (answer) {
        choices.close(inSheet, answer, verdict, ...onward(statement, store));
        choices.close(atClaim, answer, verdict);
      } else {
        choices.reopen(inSheet);
        choices.reopen(atClaim);
      }
    }
    const done = statements.filter(({ claim }) => store[claim]);
    const had = done.filter(({ claim, verdict }) => !marks.isMiss(store[claim].at(-1), verdict));
    const sure = done.filter(({ claim, verdict }) => marks.isConfidentMiss(store[claim].at(-1), verdict));
    const first = sure.flatMap(({ number, claim }, k) => [
      k ? ", " : " Read first, where you were sure: ",
      make("a", { href: `#claim-${claim}`, textContent: `statement ${number}` }),
    ]);
    sheet.querySelector(".summary").replaceChildren(
      `${done.length} of ${statements.length} marked, ${had.length} as the guide does.`,
      ...first,
      ...(statements.some(({ claim }) => shown.includes(claim))
        ? [" All answers are shown; marks from now on do not count."]
        : []),
    );
    if (correction && statements.every(({ claim }) => store[claim] || shown.includes(claim))) correction.open = true;
    take(statements.find(({ claim }) => !store[claim]) ?? statements.at(-1), false);
  };

  for (const statement of statements) {
    statement.said.addEventListener("click", (event) => {
      event.preventDefault();
      take(statement);
    });
    for (const form of formsOf(statement)) {
      choices.listen(form, () => {
        show();
        take(statement, false);
      });
    }
  }
  sheet.querySelector("[data-do=reveal]").addEventListener("click", () => {
    marks.show(statements.map(({ claim }) => claim));
    show();
  });
  addEventListener("hashchange", show);
  addEventListener("marks", show);
  show();
}
