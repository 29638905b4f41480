/* The mathematics of a network: forward, loss, and back. A matrix is a Float64Array, row after row; an example is a
   row of inputs, a unit is a row of weights. */
"use strict";
(self.guide ??= {}).network = (() => {
  /* A B + c of A (rows, inner), B (inner, columns) and c (columns). Where two rows of A are both zero, as ReLU, dropout
     and blank pixels leave them, nothing is added. Each number is summed in the same order, so that equal columns of B
     give equal columns: neurons that are tied stay tied. Two rows and four columns at a time fill the registers. */
  const product = (a, b, rows, columns, inner, c = new Float64Array(columns)) => {
    const result = new Float64Array(rows * columns);
    const above = new Float64Array(inner), below = new Float64Array(inner), places = new Int32Array(inner);
    for (let i = 0; i < rows; i += 2) {
      const next = Math.min(i + 1, rows - 1); // the last row of an odd number is its own pair
      const upper = i * inner, lower = next * inner;
      let count = 0;
      for (let k = 0; k < inner; k += 1) {
        const x = a[upper + k], y = a[lower + k];
        above[count] = x;
        below[count] = y;
        places[count] = k * columns;
        if (x !== 0 || y !== 0) count += 1;
      }
      const first = i * columns, second = next * columns;
      let j = 0;
      for (; j + 4 <= columns; j += 4) {
        let r0 = c[j], r1 = c[j + 1], r2 = c[j + 2], r3 = c[j + 3];
        let s0 = r0, s1 = r1, s2 = r2, s3 = r3;
        for (let k = 0; k < count; k += 1) {
          const x = above[k], y = below[k], p = places[k] + j;
          const b0 = b[p], b1 = b[p + 1], b2 = b[p + 2], b3 = b[p + 3];
          r0 += x * b0;
          r1 += x * b1;
          r2 += x * b2;
          r3 += x * b3;
          s0 += y * b0;
          s1 += y * b1;
          s2 += y * b2;
          s3 += y * b3;
        }
        const r = first + j, s = second + j;
        result[r] = r0;
        result[r + 1] = r1;
        result[r + 2] = r2;
        result[r + 3] = r3;
        result[s] = s0;
        result[s + 1] = s1;
        result[s + 2] = s2;
        result[s + 3] = s3;
      }
      for (; j < columns; j += 1) {
        let r = c[j], s = c[j];
        for (let k = 0; k < count; k += 1) {
          const b0 = b[places[k] + j];
          r += above[k] * b0;
          s += below[k] * b0;
        }
        result[first + j] = r;
        result[second + j] = s;
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
  const affine = (x, { weight, bias, fanIn, fanOut }, count) =>
    product(x, transposed(weight, fanOut, fanIn), count, fanOut, fanIn, bias);

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
      gradients.unshift({ weight: product(deltas, inputs[k], fanOut, fanIn, count), bias });
      if (k === 0) break;
      const passed = product(delta, weight, count, fanIn, fanOut);
      delta = masks ? times(passed, masks[k - 1]) : passed;
      const [z, h] = [sums[k - 1], activations[k - 1]];
      for (let i = 0; i < delta.length; i += 1) delta[i] *= slope(z[i], h[i]);
    }
    return gradients;
  };

  return { forward, backward, softmax, crossEntropy, right, outputError };
})();
