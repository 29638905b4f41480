/* A small deep network with fixed weights, run forward and back: the std of each layer's outputs, and its gradient. */
"use strict";
window.guide.explorers.signal = {
  run({ activation, scale, depth }, { width, batch, classes, head }) {
    const [f, slope] = window.guide.functions[activation];
    const gain = Math.sqrt(scale / width);
    const draw = (stream, count, times) => {
      const numbers = new Float64Array(count);
      for (let k = 0; k < count; k += 1) numbers[k] = times * Math.sqrt(3) * (2 * window.guide.random(stream, k) - 1);
      return numbers;
    };
    const product = (rows, inner, columns, a, down, along, b, across, over) => { // of matrices, with two strides each
      const result = new Float64Array(rows * columns);
      for (let i = 0; i < rows; i += 1) {
        for (let j = 0; j < columns; j += 1) {
          let sum = 0;
          for (let k = 0; k < inner; k += 1) sum += a[i * down + k * along] * b[k * across + j * over];
          result[i * columns + j] = sum;
        }
      }
      return result;
    };
    const times = (w, h, rows) => product(rows, width, batch, w, width, 1, h, batch, 1);
    const back = (w, g, rows) => product(width, rows, batch, w, 1, width, g, batch, 1);
    const layers = [];
    let h = draw(0, width * batch, 1);
    for (let layer = 1; layer <= depth; layer += 1) {
      const weight = draw(layer, width * width, gain);
      const sums = times(weight, h, width);
      layers.push({ weight, sums, inputs: h });
      h = sums.map(f);
      const mean = h.reduce((sum, x) => sum + x, 0) / h.length;
      layers.at(-1).std = Math.sqrt(h.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (h.length - 1));
    }
    const last = draw(head, classes * width, gain);
    const logits = times(last, h, classes);
    const error = new Float64Array(classes * batch); // of softmax and mean cross-entropy
    for (let j = 0; j < batch; j += 1) {
      const column = Array.from({ length: classes }, (_, i) => logits[i * batch + j]);
      const top = Math.max(...column);
      const total = column.reduce((sum, x) => sum + Math.exp(x - top), 0);
      column.forEach((x, i) => {
        error[i * batch + j] = (Math.exp(x - top) / total - (i === j % classes)) / batch;
      });
    }
    let gradient = back(last, error, classes);
    for (const layer of layers.toReversed()) {
      const passed = gradient.map((g, k) => g * slope(layer.sums[k]));
      const own = product(width, batch, width, passed, batch, 1, layer.inputs, 1, batch);
      layer.gradient = Math.sqrt(own.reduce((sum, g) => sum + g * g, 0) / own.length);
      gradient = back(layer.weight, passed, width);
    }
    return { outputs: layers.map((layer) => layer.std), gradients: layers.map((layer) => layer.gradient) };
  },
  show({ outputs, gradients }, { activation, scale, depth }, { move }) {
    const { number } = window.guide;
    const layer = outputs.map((_, k) => k + 1);
    move("outputs", 0, layer, outputs.map(Math.log10));
    move("gradients", 1, layer, gradients.map(Math.log10));
    return `${activation}, n·Var(W) = ${scale}: from layer 1 to layer ${depth} the signal changes by a factor of ` +
      `${number(outputs.at(-1) / outputs[0])}. The first layer's gradient is ${
        number(gradients[0] / gradients.at(-1))
      } ` +
      "times the last one's. One network of 48 units, computed here.";
  },
};
