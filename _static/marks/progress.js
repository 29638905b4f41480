/* The scripts on the front page: how far the reader has come with each, never what the marks are. */
"use strict";
{
  const show = () => {
    const store = marks.all();
    for (const card of document.querySelectorAll(".scripts > li")) {
      const statements = [...card.querySelectorAll(".said")];
      const done = statements.filter((said) => store[said.hash.replace("#claim-", "")]);
      for (const said of statements) said.classList.toggle("done", done.includes(said));
      card.querySelector(".so-far").textContent = done.length
        ? `You have marked ${done.length} of ${statements.length}.`
        : `${statements.length} statement${statements.length > 1 ? "s" : ""} to mark.`;
    }
  };
  addEventListener("marks", show);
  show();
}
