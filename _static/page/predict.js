/* A veiled figure opens with the reader's guess, which stays drawn beside what was measured. */
"use strict";
for (const form of document.querySelectorAll("form.predict")) {
  const slider = form.querySelector("input");
  const veil = form.nextElementSibling;
  const scale = veil.querySelector(".scale");
  const { low, high, mean, from, to } = Object.fromEntries(
    Object.entries(scale.dataset).map(([name, text]) => [name, Number(text)]),
  );
  const place = (x) => `${100 * Math.min(1, Math.max(0, (x - low) / (high - low)))}%`;
  const text = () => `${Number(Number(slider.value).toPrecision(2))} ${slider.dataset.unit}`.trim();
  const update = () => {
    form.querySelector("output").value = text();
    slider.setAttribute("aria-valuetext", text());
  };
  slider.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").addEventListener("click", () => {
    veil.open = true;
    scale.hidden = false;
    const said = scale.querySelector("p");
    said.textContent = `You predicted ${text()}. Measured: ${said.dataset.measured}.`;
    scale.querySelector(".guess").style.left = place(Number(slider.value));
    scale.querySelector(".found").style.left = place(mean);
    scale.querySelector(".span").style.left = place(from);
    scale.querySelector(".span").style.right = `calc(100% - ${place(to)})`;
    veil.querySelector("summary").focus();
  });
  update();
}
