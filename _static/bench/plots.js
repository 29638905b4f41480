/* Pictures of numbers: lines with a ghost beneath, dots, grids of weights, and a map. Each gives a new element. */
"use strict";
guide.plots = (() => {
  const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [340, 190, 46, 66, 12, 26];
  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const short = (
    x,
  ) => (x !== 0 && (Math.abs(x) < 1e-3 || Math.abs(x) >= 1e4) ? x.toExponential(0) : String(+x.toPrecision(2)));

  /* `lines` are { name, kind, points: [[x, y], ...] }; a ghost has none but `points`. Numbers that are not finite, or
     on a logarithmic axis not positive, are no points. */
  const chart = ({ lines, ghosts, across, logarithmic, range, marks = false, label, ticks = across }) => {
    const scale = logarithmic ? Math.log10 : (y) => y;
    const drawn = [...ghosts, ...lines].flatMap(({ points }) => points.map(([, y]) => scale(y))).filter(
      Number.isFinite,
    );
    const [low, high] = range ?? [Math.min(...drawn), Math.max(...drawn)];
    const pad = range ? 0 : Math.max((high - low) * 0.06, 0.05);
    const [bottom, top] = [low - pad, high + pad];
    const x = (value) => LEFT + ((value - across[0]) / (across[1] - across[0] || 1)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => HEIGHT - BOTTOM - ((value - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
    const places = (points) =>
      points.map(([a, b]) => [x(a), y(scale(b))]).filter(([, place]) => Number.isFinite(place));
    const line = (points, kind) => {
      const at = places(points);
      const path = svg("polyline", {
        class: kind,
        points: at.map((place) => place.map((p) => p.toFixed(1)).join(" ")).join(" "),
      });
      return [
        path,
        ...(marks || at.length === 1 ? at.map(([cx, cy]) => svg("circle", { class: kind, cx, cy, r: 3.5 })) : []),
      ];
    };
    const text = (words, place) => svg("text", place, words);
    const unscaled = (value) => range ? `${100 * value} %` : short(logarithmic ? 10 ** value : value);
    const ends = lines.map(({ name, points }) => [name, places(points).at(-1)]).filter(([name, at]) => name && at)
      .sort(([, a], [, b]) => a[1] - b[1]);
    let above = -Infinity;
    const names = ends.map(([name, [cx, cy]]) => {
      above = Math.max(cy + 4, above + 14); // names do not cover one another
      return text(name, { class: "name", x: cx + 6, y: above });
    });
    return svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      svg("path", { class: "axis", d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}` }),
      ...(drawn.length ? [text(unscaled(low), { x: LEFT - 5, y: y(low) + 2, class: "end" })] : []),
      ...(drawn.length ? [text(unscaled(high), { x: LEFT - 5, y: y(high) + 6, class: "end" })] : []),
      ...ticks.map((tick, k) => text(String(tick), { x: x(across[k]), y: HEIGHT - 8, class: k ? "end" : "" })),
      ...ghosts.flatMap(({ points }) => line(points, "ghost")),
      ...lines.flatMap(({ kind, points }) => line(points, kind)),
      ...names,
    );
  };

  const canvas = (width, height, label, paint) => {
    const element = Object.assign(document.createElement("canvas"), { width, height });
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", label);
    const context = element.getContext("2d");
    paint((x, y, w, h, color) => {
      context.fillStyle = color;
      context.fillRect(x, y, w, h);
    }, context);
    return element;
  };
  /* Blue below zero, orange above, white at zero, by the share of the largest. */
  const SHADES = Array.from({ length: 65 }, (_, k) => {
    const ink = k < 32 ? [0, 96, 160] : [200, 84, 0];
    return `rgb(${ink.map((c) => Math.round(255 + ((c - 255) * Math.abs(k - 32)) / 32)).join(" ")})`;
  });
  const shade = (share) => SHADES[Math.round(32 + 32 * Math.max(-1, Math.min(1, share)))];

  /* A picture for each unit of the first layer: `columns` by `rows` inputs. */
  const units = (weights, columns, rows, label) => {
    const count = weights.length / (columns * rows);
    const across = Math.min(count, Math.floor(34 / Math.sqrt(columns)) || 1);
    const [cell, gap] = [Math.max(2, Math.floor(24 / columns)), 2];
    const [width, height] = [columns * cell + gap, rows * cell * (rows === 1 ? 4 : 1) + gap];
    const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 1e-300);
    return canvas(across * width + gap, Math.ceil(count / across) * height + gap, label, (fill) => {
      fill(0, 0, 1e4, 1e4, "rgb(128 128 128)");
      weights.forEach((w, k) => {
        const [unit, input] = [Math.floor(k / (columns * rows)), k % (columns * rows)];
        const left = gap + (unit % across) * width + (input % columns) * cell;
        const top = gap + Math.floor(unit / across) * height + Math.floor(input / columns) * cell;
        fill(left, top, cell, rows === 1 ? 4 * cell : cell, shade(w / largest));
      });
    });
  };
  /* Each unit of two inputs as a dot at its weights. */
  const plane = (weights, label) => {
    const pairs = Array.from({ length: weights.length / 2 }, (_, k) => [weights[2 * k], weights[2 * k + 1]]);
    const most = Math.max(...weights.map(Math.abs), 1e-9);
    const at = (w) => 100 + (w / most) * 88;
    return svg(
      "svg",
      { viewBox: "0 0 200 200", role: "img", "aria-label": label },
      svg("path", { class: "axis", d: "M100 4V196M4 100H196" }),
      ...pairs.map(([a, b]) => svg("circle", { class: "training", cx: at(a), cy: 200 - at(b), r: 4 })),
    );
  };
  const map = (probabilities, label) => {
    const side = Math.sqrt(probabilities.length);
    const cell = 6;
    return canvas(side * cell, side * cell, label, (fill, context) => {
      probabilities.forEach((p, k) =>
        fill((k % side) * cell, (side - 1 - Math.floor(k / side)) * cell, cell, cell, shade(2 * p - 1))
      );
      context.strokeStyle = "black";
      context.setLineDash([5, 4]);
      for (const radius of [0.5, 1.3]) {
        context.beginPath();
        context.arc(side * cell / 2, side * cell / 2, (radius / 1.8) * side * cell / 2, 0, 2 * Math.PI);
        context.stroke();
      }
    });
  };
  return { chart, units, plane, map };
})();
