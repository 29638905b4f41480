/* Figures whose settings readers may change. The drawing, its controls and their start come from the build. This script
   reads the settings, keeps them in the address, and lets the figure's own explorer draw and say what they give. */
"use strict";
window.guide = {
  explorers: {}, // by name: { run(state, data, indices) -> result, show(result, state, tools) -> sentence }
  scramble(x) {
    const y = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    const z = Math.imul(y ^ (y >>> 15), 0x846ca68b);
    return (z ^ (z >>> 16)) >>> 0;
  },
  random(stream, place) { // a number on (0, 1): snippets/lab/hashed.py draws the same
    const { scramble } = window.guide;
    return (scramble(scramble(stream + 1) + place) + 0.5) / 2 ** 32;
  },
  number(x) { // three figures, powers of ten for the very small and very large
    if (!Number.isFinite(x)) return "beyond all numbers";
    const size = Math.abs(x);
    const [mantissa, power] = x.toExponential(1).split("e");
    const text = size && (size < 1e-3 || size >= 1e5)
      ? `${mantissa}·10${[...String(Number(power))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("")}`
      : String(Number(x.toPrecision(3)));
    return text.replace("-", "−");
  },
};
addEventListener("DOMContentLoaded", () =>
  document.querySelectorAll("form.explorer").forEach((form) => {
    const figure = form.closest("figure");
    const id = form.dataset.figure;
    const { run, show } = window.guide.explorers[form.dataset.script];
    const { values, ...data } = JSON.parse(form.querySelector("script").textContent);
    const fields = [...form.elements].filter((field) => field.name);
    const starts = new Map(fields.map((field) => [field, field.value]));
    const sentence = form.querySelector(".said");
    const text = (field) => String(values[field.name][field.value]);
    const part = (name) => document.getElementById(`${id}-${name}`);

    const line = (panel, xs, ys) => { // the path of a curve in the panel's own coordinates
      const [x0, x1, y0, y1, left, right, bottom, top] = data.panels[panel];
      const bounded = (z) => Math.max(-1e4, Math.min(1e4, z)).toFixed(2);
      return xs.map((x, k) => {
        const across = left + ((x - x0) / (x1 - x0)) * (right - left);
        const up = bottom + ((ys[k] - y0) / (y1 - y0)) * (top - bottom);
        return `${k ? "L" : "M"}${bounded(across)} ${bounded(up)}`;
      }).join("");
    };
    const tools = {
      figure,
      data,
      part,
      line,
      move(name, panel, xs, ys) {
        part(name).querySelector("path").setAttribute("d", line(panel, xs, ys));
      },
    };
    const draw = (settings) => {
      const state = Object.fromEntries(fields.map((field) => [field.name, values[field.name][settings.get(field)]]));
      return show(run(state, data, [...settings.values()]), state, tools);
    };
    const now = () => new Map(fields.map((field) => [field, field.value]));
    let said = "";
    const settle = () => { // once the slider rests: what is heard, and the address to share
      sentence.textContent = said;
      const address = new URL(location.href);
      for (const field of fields) {
        const key = `${id}.${field.name}`;
        if (field.value === starts.get(field)) address.searchParams.delete(key);
        else address.searchParams.set(key, text(field));
      }
      try {
        history.replaceState(history.state, "", address);
      } catch { /* no address to keep it in */ }
    };
    const update = () => {
      for (const field of fields) {
        const output = form.querySelector(`output[for="${field.id}"]`);
        if (!output) continue; // a list shows its choice itself
        output.value = text(field);
        field.setAttribute("aria-valuetext", text(field));
      }
      said = draw(now());
    };
    let resting;
    const changed = () => {
      update();
      clearTimeout(resting);
      resting = setTimeout(settle, 200);
    };

    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      const index = values[field.name].findIndex((x) => String(x) === asked.get(`${id}.${field.name}`));
      if (index >= 0) field.value = index;
    }
    form.addEventListener("input", changed);
    form.addEventListener("reset", () => setTimeout(changed));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("beforeprint", () => draw(starts)); // on paper the figure is the one that its caption describes
    addEventListener("afterprint", () => draw(now()));
    update();
    sentence.textContent = said;
    sentence.setAttribute("aria-live", "polite");
  }));
