/* A function and its slope, where it saturates, and what it does to normal inputs of a given spread. */
"use strict";
window.guide.explorers.activation = {
  run({ function: name, std }, { saturated }) {
    const [f, slope] = window.guide.functions[name];
    const x = Array.from({ length: 201 }, (_, k) => (k - 100) / 25);
    const found = { x, f: x.map(f), slope: x.map((at) => slope(at)), share: 0, square: 0, slopeSquare: 0 };
    for (let k = -4000; k <= 4000; k += 1) { // expectations over the inputs, by the trapezoid rule to eight deviations
      const z = k / 500;
      const weight = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / 500;
      const passed = slope(std * z);
      found.share += weight * (Math.abs(passed) < saturated);
      found.square += weight * f(std * z) ** 2;
      found.slopeSquare += weight * passed ** 2;
    }
    return found;
  },
  show({ x, f, slope, share, square, slopeSquare }, { function: name, std }, { move, part, line, data }) {
    const { number } = window.guide;
    move("curve-0", 0, x, f);
    move("curve-1", 1, x, slope);
    move("inputs", 1, x, x.map((z) => Math.exp(-((z / std) ** 2) / 2) / Math.sqrt(2 * Math.PI) / std));
    const flat = slope.map((passed) => Math.abs(passed) < data.saturated);
    const boxes = [];
    x.forEach((z, k) => {
      if (flat[k] && flat[k - 1]) boxes.at(-1)[1] = z;
      else if (flat[k]) boxes.push([z, z]);
    });
    const outline = boxes.map(([a, b]) => `${line(1, [a, b, b, a], [-0.4, -0.4, 1.9, 1.9])}Z`).join("");
    part("saturated").querySelector("path").setAttribute("d", outline || "M0 0");
    return `With inputs of standard deviation ${
      number(std)
    }, the slope of ${name} is smaller than ${data.saturated} for ` +
      `${number(100 * share)} % of them. Mean of f² ${number(square)}, of the squared slope ${number(slopeSquare)}.`;
  },
};
