/* First weights and biases by the name of the start, as snippets/bench/starts.py draws them. */
"use strict";
(self.guide ??= {}).starts = (() => {
  const { stream, uniform, normal } = guide.draws;

  const variance = ({ start, variance }, fanIn, fanOut) =>
    // of independent weights; He where no other rule is named
    ({ glorot: 2 / (fanIn + fanOut), lecun: 1 / fanIn, variance: variance / fanIn })[start] ?? 2 / fanIn;

  /* Rows, or columns if those are fewer, made orthonormal one after the other; twice, for rounding. */
  const orthogonal = (z, rows, columns) => {
    const flat = rows < columns;
    const [count, length] = flat ? [rows, columns] : [columns, rows];
    const place = (i, k) => (flat ? i * columns + k : k * columns + i);
    const q = Float64Array.from(z);
    for (let i = 0; i < count; i += 1) {
      for (const _ of [1, 2]) {
        for (let j = 0; j < i; j += 1) {
          let dot = 0;
          for (let k = 0; k < length; k += 1) dot += q[place(i, k)] * q[place(j, k)];
          for (let k = 0; k < length; k += 1) q[place(i, k)] -= dot * q[place(j, k)];
        }
      }
      let norm = 0;
      for (let k = 0; k < length; k += 1) norm += q[place(i, k)] ** 2;
      for (let k = 0; k < length; k += 1) q[place(i, k)] /= Math.sqrt(norm);
    }
    return q;
  };

  const weights = (settings, layer, fanIn, fanOut) => {
    const { seed, start, noise, layers } = settings;
    const last = layer === layers;
    const count = fanIn * fanOut;
    const number = stream(seed, "weights", layer);
    if (start === "zero") return new Float64Array(count);
    if (start === "pytorch") return uniform(number, count).map((u) => (2 * u - 1) / Math.sqrt(fanIn));
    if (start === "equal" || start === "noise" || (start === "output" && !last)) {
      const equal = new Float64Array(count).fill(normal(number, 1)[0] * Math.sqrt(2 / fanIn));
      if (start !== "noise" || last) return equal;
      const z = normal(stream(seed, "noise", layer), count);
      return equal.map((w, k) => w * (1 + noise * z[k]));
    }
    const z = normal(number, count);
    if (start === "orthogonal") return orthogonal(z, fanOut, fanIn);
    const std = Math.sqrt(variance(settings, fanIn, fanOut));
    return z.map((x) => x * std);
  };

  const biases = ({ seed, layers, biases, bias }, layer, fanIn, fanOut) => { // those of the output layer are zero
    if (layer === layers || biases === "zero") return new Float64Array(fanOut);
    if (biases === "constant") return new Float64Array(fanOut).fill(bias);
    return uniform(stream(seed, "biases", layer), fanOut).map((u) => (2 * u - 1) / Math.sqrt(fanIn));
  };

  function* layers(settings, features, classes) { // yields where a page may breathe
    const sizes = [features, ...Array(settings.layers).fill(settings.width), classes];
    const drawn = [];
    for (let layer = 0; layer <= settings.layers; layer += 1) {
      const [fanIn, fanOut] = [sizes[layer], sizes[layer + 1]];
      const weight = weights(settings, layer, fanIn, fanOut);
      drawn.push({ weight, bias: biases(settings, layer, fanIn, fanOut), fanIn, fanOut });
      yield null;
    }
    return drawn;
  }
  return { layers };
})();
