/* A chapter's answer sheet: a claim of the learner opens when the reader has marked it. */
"use strict";
{
  const sheet = document.querySelector(".sheet");
  const forms = sheet ? [...sheet.querySelectorAll("form.choices")] : [];
  let revealed = false;

  const open = (form, answers) => {
    const { claim } = form.dataset;
    const asked = location.hash === `#claim-${claim}`; // by address, from the ledger for example
    const whole = revealed || asked || Boolean(answers);
    const box = document.getElementById(`claim-${claim}`);
    box.classList.toggle("open", whole);
    box.querySelector("details.answer").open = whole;
    for (const line of document.querySelectorAll(`.evidence.of-${claim}`)) line.classList.toggle("open", whole);
    const link = marks.make("a", { href: `#claim-${claim}`, textContent: "Why?" });
    if (answers) marks.close(form, answers.at(-1), link);
  };

  const show = () => {
    const store = marks.all();
    for (const form of forms) open(form, store[form.dataset.claim]);
    const done = forms.map((form, k) => ({
      number: k + 1,
      ...form.dataset,
      answer: store[form.dataset.claim]?.at(-1),
    }))
      .filter(({ answer }) => answer);
    const missed = done.filter(({ answer, verdict }) => marks.isMiss(answer, verdict));
    missed.sort((a, b) => marks.isConfidentMiss(b.answer, b.verdict) - marks.isConfidentMiss(a.answer, a.verdict));
    const links = missed.flatMap(({ number, claim, verdict, answer }, k) => [
      k ? ", " : "Read first: ",
      marks.make("a", { href: `#claim-${claim}`, textContent: `statement ${number}` }),
      marks.isConfidentMiss(answer, verdict) ? " (you were sure)" : "",
    ]);
    sheet.querySelector(".summary").replaceChildren(
      `${done.length} of ${forms.length} marked, ${done.length - missed.length} as the guide does. `,
      ...links,
    );
  };

  if (forms.length) {
    for (const form of forms) marks.listen(form, show);
    sheet.querySelector("[data-do=reveal]").addEventListener("click", () => {
      revealed = true;
      show();
    });
    addEventListener("hashchange", show);
    show();
  }
}
