/* Passes with dropout through a fitted network: each mask's curve, their mean and spread, and the masks themselves. */
"use strict";
window.guide.explorers.dropout = {
  run({ samples, rate, draw }, { weight, bias, out, last, trunk }) {
    const x = Array.from({ length: 91 }, (_, k) => (k - 45) / 10);
    const masks = Array.from(
      { length: samples },
      (_, pass) => weight.map((_, unit) => Number(window.guide.random(trunk + 100 * draw + pass, unit) >= rate)),
    );
    const hidden = x.map((input) => weight.map((w, unit) => Math.max(0, w * input + bias[unit])));
    const passes = masks.map((mask) =>
      hidden.map((units) => units.reduce((sum, h, unit) => sum + (mask[unit] / (1 - rate)) * out[unit] * h, last[0]))
    );
    const mean = x.map((_, k) => passes.reduce((sum, pass) => sum + pass[k], 0) / samples);
    const std = x.map((_, k) =>
      Math.sqrt(passes.reduce((sum, pass) => sum + (pass[k] - mean[k]) ** 2, 0) / (samples - 1))
    );
    return { x, masks, passes, mean, std };
  },
  show({ x, masks, passes, mean, std }, { samples, rate }, { move, part, line, data }) {
    const { number } = window.guide;
    part("passes").querySelector("path").setAttribute("d", passes.map((pass) => line(0, x, pass)).join(""));
    move("mean", 0, x, mean);
    const squares = masks.slice(0, data.rows).flatMap((mask, row) =>
      mask.map((
        kept,
        unit,
      ) => (kept ? `${line(1, [unit, unit + 0.8, unit + 0.8, unit], [row, row, row + 0.8, row + 0.8])}Z` : ""))
    );
    part("masks").querySelector("path").setAttribute("d", squares.join(""));
    const dropped = masks.flat().filter((kept) => !kept).length / masks.flat().length;
    const spread = (place) => number(std[x.indexOf(place)]);
    return `p = ${rate}, K = ${samples}: ${number(100 * dropped)} % of the units are dropped. ${
      samples === 1
        ? "One pass has no spread."
        : `The passes' standard deviation is ${spread(-2)} at x = −2, among the points, ${
          spread(0.5)
        } at x = 0.5, in the gap, ` +
          `and ${spread(4)} at x = 4, beyond them.`
    }`;
  },
};
