/* Activation functions as PyTorch defines them: each with its slope at x, where its value may be known to be y. */
"use strict";
(() => {
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const density = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const normal = (x) => { // its distribution function, by the series of Marsaglia 2004
    if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
    let term = x, sum = x;
    for (let k = 3; Math.abs(term) > 1e-17; k += 2) sum += term *= (x * x) / k;
    return 0.5 + density(x) * sum;
  };
  const [scale, alpha] = [1.0507009873554805, 1.6732632423543772]; // of Klambauer et al. 2017
  const mish = (x) => Math.tanh(softplus(x));
  (self.guide ??= {}).functions = {
    sigmoid: [sigmoid, (x, y = sigmoid(x)) => y * (1 - y)],
    tanh: [Math.tanh, (x, y = Math.tanh(x)) => 1 - y * y],
    softplus: [softplus, sigmoid],
    ReLU: [(x) => Math.max(x, 0), (x) => Number(x > 0)],
    "leaky ReLU": [(x) => (x > 0 ? x : 0.01 * x), (x) => (x > 0 ? 1 : 0.01)],
    SELU: [(x) => scale * (x > 0 ? x : alpha * Math.expm1(x)), (x) => scale * (x > 0 ? 1 : alpha * Math.exp(x))],
    SiLU: [(x) => x * sigmoid(x), (x) => sigmoid(x) * (1 + x * sigmoid(-x))],
    GELU: [(x) => x * normal(x), (x) => normal(x) + x * density(x)],
    Mish: [(x) => x * mish(x), (x) => mish(x) + x * sigmoid(x) * (1 - mish(x) ** 2)],
  };
})();
