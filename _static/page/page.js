/* On every page: light or dark, and what stands folded opens when it is asked for by its address or printed. */
"use strict";
{
  const html = document.documentElement;
  const button = document.querySelector(".theme-switch");
  const show = () => button.setAttribute("aria-pressed", html.dataset.theme === "dark");
  button.addEventListener("click", () => {
    html.dataset.theme = html.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("marked-answers:theme", html.dataset.theme);
    } catch { /* lasts as long as the page */ }
    show();
  });
  button.hidden = false;
  show();

  const openAddressed = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  addEventListener("hashchange", openAddressed);
  openAddressed();

  /* What scrolls sideways can be scrolled by keyboard; what does not is no stop on the way through the page. */
  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll("pre, .canvas, div.math, .pst-scrollable-table-container")) {
    scrollers.observe(box);
  }

  let folded = []; // by the reader, to be folded again after printing
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
}
