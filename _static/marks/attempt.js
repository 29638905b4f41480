/* One statement to mark at once: the answer, and the figure that decides it, open with the mark. */
"use strict";
{
  const place = document.querySelector(".attempt");
  const form = place.querySelector("form.choices");
  const verdict = choices.verdictIn(place);
  const answer = place.querySelector("details.answer");

  const show = () => {
    const given = marks.all()[form.dataset.claim]?.at(-1);
    document.documentElement.classList.toggle("attempted", Boolean(given));
    for (const fold of [answer, ...document.querySelectorAll("details.veil")]) fold.open = Boolean(given);
    if (given) choices.close(form, given, verdict);
    else choices.reopen(form);
  };
  choices.listen(form, show);
  addEventListener("marks", show);
  show();
}
