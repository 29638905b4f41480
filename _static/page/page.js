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
  show();

  /* Two layers: to read, or to audit every cell, bound and interval. */
  const layer = document.querySelector(".layer-switch");
  const showLayer = () => {
    const audit = html.dataset.layer === "audit";
    layer.setAttribute("aria-pressed", audit);
    for (const fold of document.querySelectorAll("details.cells, .marked + details.evidence-of-claim")) {
      fold.open = audit;
    }
  };
  layer.addEventListener("click", () => {
    html.dataset.layer = html.dataset.layer === "audit" ? "read" : "audit";
    try {
      localStorage.setItem("marked-answers:layer", html.dataset.layer);
    } catch { /* lasts as long as the page */ }
    showLayer();
  });
  if (html.dataset.layer === "audit") showLayer();

  /* How many statements are due for review, beside the link that leads there. */
  const countDue = () => {
    let due = 0;
    try {
      const times = Object.values(JSON.parse(localStorage.getItem("marked-answers:due")) ?? {});
      due = times.filter((at) => at <= Date.now()).length;
    } catch { /* nothing is kept */ }
    for (const link of document.querySelectorAll(".top nav a[href='review.html']")) {
      link.dataset.due = due || "";
      if (due) link.setAttribute("aria-label", `Review, ${due} due`);
    }
  };
  addEventListener("marks", countDue);
  countDue();

  const openAddressed = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const veil = target?.querySelector(":scope > details.veil");
    if (veil) veil.open = true;
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
