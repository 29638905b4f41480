/* Optimizers as PyTorch defines them, and Keras's form. Each takes the settings and gives one step: it changes the
   weights w in place by their gradient g, with what it remembers of them; t counts from 1. */
"use strict";
(self.guide ??= {}).optimizers = (() => {
  const each = (w, change) => {
    for (let k = 0; k < w.length; k += 1) w[k] += change(k);
  };
  const remembered = (w) => ({ v: new Float64Array(w.length), m: new Float64Array(w.length) });

  const rules = {
    sgd: ({ rate, momentum }) => (w, g, { v }) =>
      each(w, (k) => {
        v[k] = momentum * v[k] + g[k];
        return -rate * v[k];
      }),
    nesterov: ({ rate, momentum }) => (w, g, { v }) =>
      each(w, (k) => {
        v[k] = momentum * v[k] + g[k];
        return -rate * (g[k] + momentum * v[k]);
      }),
    keras: ({ rate, momentum }) => (w, g, { v }) => // the rate goes into the velocity
      each(w, (k) => (v[k] = momentum * v[k] - rate * g[k])),
    adam: ({ rate }) => (w, g, { m, v }, t) => { // Kingma & Ba 2015, algorithm 1
      const [first, second] = [1 - 0.9 ** t, 1 - 0.999 ** t];
      each(w, (k) => {
        m[k] = 0.9 * m[k] + 0.1 * g[k];
        v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
        return (-rate * m[k]) / first / (Math.sqrt(v[k] / second) + 1e-8);
      });
    },
  };

  /* A function (gradients, t) that takes one step with all layers: L2 in the gradient, L1's proximal step after it. */
  const optimizer = (layers, settings) => {
    const { optimizer, rate, l1, l1step, l2 } = settings;
    const rule = rules[optimizer](settings);
    const memory = layers.map(({ weight, bias }) => [remembered(weight), remembered(bias)]);
    const decay = (w, g) => (l2 ? g.map((x, k) => x + l2 * w[k]) : g);
    const shrink = (w) => w.forEach((x, k) => (w[k] = Math.sign(x) * Math.max(Math.abs(x) - rate * l1, 0)));
    return (gradients, t) =>
      layers.forEach(({ weight, bias }, k) => {
        rule(weight, decay(weight, gradients[k].weight), memory[k][0], t);
        rule(bias, decay(bias, gradients[k].bias), memory[k][1], t);
        if (l1 && l1step === "proximal") shrink(weight);
      });
  };
  return { optimizer };
})();
