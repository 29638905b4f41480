/* The mathematics of a network: forward, loss, and back. A matrix is a Float64Array, row after row; an example is a
   row of inputs, a unit is a row of weights. */
"use strict";
(self.guide ??= {}).network = (() => {
  /* A Bᵀ of A (rows, inner) and B (columns, inner). Each number is summed in the same order, so that equal rows of B
     give equal columns: neurons that are tied stay tied. Two rows and four columns at a time fill the registers. */
  const product = (a, b, rows, columns, inner) => {
    const result = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i += 2) {
      const r = i * inner;
      const s = i + 1 < rows ? r + inner : r;
      for (let j = 0; j < columns; j += 4) {
        const left = columns - j;
        const c = j * inner;
        const d = left > 1 ? c + inner : c;
        const e = left > 2 ? d + inner : c;
        const f = left > 3 ? e + inner : c;
        let [r0, r1, r2, r3, s0, s1, s2, s3] = [0, 0, 0, 0, 0, 0, 0, 0];
        for (let k = 0; k < inner; k += 1) {
          const x = a[r + k], y = a[s + k];
          const b0 = b[c + k], b1 = b[d + k], b2 = b[e + k], b3 = b[f + k];
          r0 += x * b0;
          r1 += x * b1;
          r2 += x * b2;
          r3 += x * b3;
          s0 += y * b0;
          s1 += y * b1;
          s2 += y * b2;
          s3 += y * b3;
        }
        const place = i * columns + j;
        result[place] = r0;
        if (left > 1) result[place + 1] = r1;
        if (left > 2) result[place + 2] = r2;
        if (left > 3) result[place + 3] = r3;
        if (s === r) continue;
        const next = place + columns;
        result[next] = s0;
        if (left > 1) result[next + 1] = s1;
        if (left > 2) result[next + 2] = s2;
        if (left > 3) result[next + 3] = s3;
      }
    }
    return result;
  };
  const transposed = (a, rows, columns) => {
    const result = new Float64Array(a.length);
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) result[j * rows + i] = a[i * columns + j];
    }
    return result;
  };

  /* z = x Wᵀ + b */
  const affine = (x, { weight, bias, fanIn, fanOut }, count) => {
    const z = product(x, weight, count, fanOut, fanIn);
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < fanOut; j += 1) z[i * fanOut + j] += bias[j];
    }
    return z;
  };

  /* Every layer's inputs and sums, and the outputs; `masks` multiply hidden activations. */
  const forward = (layers, x, count, [f], masks) => {
    const inputs = [x], sums = [], activations = [];
    for (const layer of layers) {
      const z = affine(inputs.at(-1), layer, count);
      sums.push(z);
      if (sums.length === layers.length) break;
      const h = new Float64Array(z.length);
      for (let k = 0; k < z.length; k += 1) h[k] = f(z[k]);
      activations.push(h);
      inputs.push(masks ? times(h, masks[sums.length - 1]) : h);
    }
    return { inputs, sums, activations, outputs: sums.at(-1) };
  };
  const times = (a, b) => {
    const result = new Float64Array(a.length);
    for (let k = 0; k < a.length; k += 1) result[k] = a[k] * b[k];
    return result;
  };

  const softmax = (outputs, classes) => {
    const p = new Float64Array(outputs.length);
    for (let row = 0; row < p.length; row += classes) {
      let top = -Infinity, total = 0;
      for (let k = row; k < row + classes; k += 1) top = Math.max(top, outputs[k]);
      for (let k = row; k < row + classes; k += 1) total += p[k] = Math.exp(outputs[k] - top);
      for (let k = row; k < row + classes; k += 1) p[k] /= total;
    }
    return p;
  };
  /* Sum over examples of -log softmax. */
  const crossEntropy = (outputs, labels, classes) => {
    let sum = 0;
    labels.forEach((label, i) => {
      const row = i * classes;
      let top = -Infinity, total = 0;
      for (let k = row; k < row + classes; k += 1) top = Math.max(top, outputs[k]);
      for (let k = row; k < row + classes; k += 1) total += Math.exp(outputs[k] - top);
      sum += top + Math.log(total) - outputs[row + label];
    });
    return sum;
  };
  /* How many rows are largest at their label. */
  const right = (outputs, labels, classes) => {
    let count = 0;
    labels.forEach((label, i) => {
      let best = 0;
      for (let k = 1; k < classes; k += 1) if (outputs[i * classes + k] > outputs[i * classes + best]) best = k;
      count += Number(best === label);
    });
    return count;
  };
  /* The slope of cross-entropy, summed and divided by `total`, in the outputs: (p - 1 at the label) / total. */
  const outputError = (outputs, labels, classes, total) => {
    const error = softmax(outputs, classes);
    labels.forEach((label, i) => {
      error[i * classes + label] -= 1;
    });
    for (let k = 0; k < error.length; k += 1) error[k] /= total;
    return error;
  };

  /* ∂L/∂W = δᵀ h and ∂L/∂b = Σ δ of every layer, the last first; then δ' = (δ W) ∘ mask ∘ f'(z). */
  const backward = (layers, { inputs, sums, activations }, error, count, [, slope], masks) => {
    const gradients = [];
    let delta = error;
    for (let k = layers.length - 1; k >= 0; k -= 1) {
      const { weight, fanIn, fanOut } = layers[k];
      const deltas = transposed(delta, count, fanOut);
      const bias = new Float64Array(fanOut);
      for (let j = 0; j < fanOut; j += 1) for (let i = 0; i < count; i += 1) bias[j] += deltas[j * count + i];
      gradients.unshift({ weight: product(deltas, transposed(inputs[k], count, fanIn), fanOut, fanIn, count), bias });
      if (k === 0) break;
      const passed = product(delta, transposed(weight, fanOut, fanIn), count, fanIn, fanOut);
      delta = masks ? times(passed, masks[k - 1]) : passed;
      const [z, h] = [sums[k - 1], activations[k - 1]];
      for (let i = 0; i < delta.length; i += 1) delta[i] *= slope(z[i], h[i]);
    }
    return gradients;
  };

  return { forward, backward, softmax, crossEntropy, right, outputError };
})();
