/* The mathematics of a network: forward, loss, and back. Numbers of a matrix stand in a Float64Array, row after row; an
   example is a row of inputs, a unit is a row of weights. */
"use strict";
(self.guide ??= {}).network = (() => {
  /* A matrix over `values`, and its transpose over the same: `down` and `across` lead to the next row and column. */
  const matrix = (values, columns) => ({ values, rows: values.length / columns, columns, down: columns, across: 1 });
  const transposed = (a) => ({ ...a, rows: a.columns, columns: a.rows, down: a.across, across: a.down });

  const fresh = (count) => new Float64Array(count);
  /* Gives arrays for the numbers of a step, not cleared; after `again`, the same ones for the next step. In a browser
     fresh memory costs more than a pass over it. */
  const memory = () => {
    const arrays = [];
    let place = 0;
    const take = (count) => {
      if (arrays[place]?.length !== count) arrays[place] = fresh(count);
      place += 1;
      return arrays[place - 1];
    };
    return { take, again: () => (place = 0) };
  };

  /* A B + c, where every row of the sum gets c. Where two rows of A are both zero, as ReLU and dropout leave them,
     nothing is added. Each number is summed in the same order, so that equal columns of B give equal columns: neurons
     that are tied stay tied. Two rows and four columns at a time fill the registers. */
  const product = (take, a, { values: b, columns, down, across }, c = new Float64Array(columns)) => {
    const { values, rows, columns: inner } = a;
    const result = take(rows * columns);
    const above = new Float64Array(inner), below = new Float64Array(inner), places = new Int32Array(inner);
    for (let i = 0; i < rows; i += 2) {
      const next = Math.min(i + 1, rows - 1); // the last row of an odd number is its own pair
      let count = 0;
      for (let k = 0; k < inner; k += 1) {
        const x = values[i * a.down + k * a.across], y = values[next * a.down + k * a.across];
        above[count] = x;
        below[count] = y;
        places[count] = k * down;
        count += Number(x !== 0 || y !== 0);
      }
      const first = i * columns, second = next * columns;
      let j = 0;
      for (; j + 4 <= columns; j += 4) {
        let r0 = c[j], r1 = c[j + 1], r2 = c[j + 2], r3 = c[j + 3];
        let s0 = r0, s1 = r1, s2 = r2, s3 = r3;
        const p0 = j * across, p1 = p0 + across, p2 = p1 + across, p3 = p2 + across;
        for (let k = 0; k < count; k += 1) {
          const x = above[k], y = below[k], p = places[k];
          const b0 = b[p0 + p], b1 = b[p1 + p], b2 = b[p2 + p], b3 = b[p3 + p];
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
          const b0 = b[j * across + places[k]];
          r += above[k] * b0;
          s += below[k] * b0;
        }
        result[first + j] = r;
        result[second + j] = s;
      }
    }
    return result;
  };

  /* z = x Wᵀ + b */
  const affine = (take, x, { weight, bias, fanIn }) =>
    product(take, matrix(x, fanIn), transposed(matrix(weight, fanIn)), bias);

  /* Every layer's inputs and sums, and the outputs; `masks` multiply hidden activations. */
  const forward = (layers, x, [f], masks, take = fresh) => {
    const inputs = [x], sums = [], activations = [];
    for (const layer of layers) {
      const z = affine(take, inputs.at(-1), layer);
      sums.push(z);
      if (sums.length === layers.length) break;
      const h = take(z.length);
      for (let k = 0; k < z.length; k += 1) h[k] = f(z[k]);
      activations.push(h);
      inputs.push(masks ? times(take, h, masks[sums.length - 1]) : h);
    }
    return { inputs, sums, activations, outputs: sums.at(-1) };
  };
  const times = (take, a, b) => {
    const result = take(a.length);
    for (let k = 0; k < a.length; k += 1) result[k] = a[k] * b[k];
    return result;
  };

  /* Probabilities p = exp(z) / Z of every row z of outputs, and log Z of every row. */
  const softmax = (outputs, classes) => {
    const p = new Float64Array(outputs.length), logZ = new Float64Array(outputs.length / classes);
    for (let i = 0; i < logZ.length; i += 1) {
      const row = i * classes;
      let top = -Infinity, total = 0;
      for (let k = row; k < row + classes; k += 1) top = Math.max(top, outputs[k]);
      for (let k = row; k < row + classes; k += 1) total += p[k] = Math.exp(outputs[k] - top);
      for (let k = row; k < row + classes; k += 1) p[k] /= total;
      logZ[i] = top + Math.log(total);
    }
    return { p, logZ };
  };
  /* Sum over examples of -log p at the label. */
  const crossEntropy = (outputs, { logZ }, labels, classes) => {
    let sum = 0;
    for (let i = 0; i < labels.length; i += 1) sum += logZ[i] - outputs[i * classes + labels[i]];
    return sum;
  };
  /* How many rows are largest at their label. */
  const right = (outputs, labels, classes) => {
    let count = 0;
    for (let i = 0; i < labels.length; i += 1) {
      let best = 0;
      for (let k = 1; k < classes; k += 1) if (outputs[i * classes + k] > outputs[i * classes + best]) best = k;
      count += Number(best === labels[i]);
    }
    return count;
  };
  /* The slope of cross-entropy, summed and divided by `total`, in the outputs: (p - 1 at the label) / total. */
  const outputError = ({ p }, labels, classes, total) => {
    const error = p.slice();
    for (let i = 0; i < labels.length; i += 1) error[i * classes + labels[i]] -= 1;
    for (let k = 0; k < error.length; k += 1) error[k] /= total;
    return error;
  };

  const columnSums = ({ values, rows, columns }) => {
    const sums = new Float64Array(columns);
    for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) sums[j] += values[i * columns + j];
    return sums;
  };
  /* ∂L/∂W = δᵀ h and ∂L/∂b = Σ δ of every layer, the last first; then δ' = (δ W) ∘ mask ∘ f'(z). */
  const backward = (layers, { inputs, sums, activations }, error, [, slope], masks, take) => {
    const gradients = [];
    let values = error;
    for (let k = layers.length - 1; k >= 0; k -= 1) {
      const { weight, fanIn, fanOut } = layers[k];
      const delta = matrix(values, fanOut);
      gradients.unshift({
        weight: product(take, transposed(delta), matrix(inputs[k], fanIn)),
        bias: columnSums(delta),
      });
      if (k === 0) break;
      const passed = product(take, delta, matrix(weight, fanIn));
      values = masks ? times(take, passed, masks[k - 1]) : passed;
      const z = sums[k - 1], h = activations[k - 1];
      for (let i = 0; i < values.length; i += 1) values[i] *= slope(z[i], h[i]);
    }
    return gradients;
  };

  return { memory, forward, backward, softmax, crossEntropy, right, outputError };
})();
