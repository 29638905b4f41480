/* One run: the settings of an address in, moments to show out. Generators yield null where a page may breathe. */
"use strict";
(self.guide ??= {}).training = (() => {
  const { stream, uniform, integers } = guide.draws;
  const { memory, forward, backward, softmax, crossEntropy, right, outputError } = guide.network;
  const [WORK, MOMENTS, MOST_LAYERS, SIDE, REACH] = [4e6, 30, 8, 40, 1.8];

  const rows = ({ inputs, labels }, from, to, features) => ({
    inputs: inputs.subarray(from * features, to * features),
    labels: labels.subarray(from, to),
  });
  /* Ranges of examples, each short enough for one breath. */
  const portions = (layers, count) => {
    const weights = layers.reduce((sum, { weight }) => sum + weight.length, 0);
    const size = Math.max(8, Math.floor(WORK / weights));
    return Array.from({ length: Math.ceil(count / size) }, (_, k) => [k * size, Math.min(count, (k + 1) * size)]);
  };
  /* Of each hidden layer, for examples `from` to `to`: 1/(1 - p) for units that stay, 0 for those dropped. */
  const masksOf = ({ seed, dropout: p, layers, width }, purpose, index, from, to) =>
    p
      ? Array.from({ length: layers }, (_, k) => {
        const number = stream(seed, purpose, MOST_LAYERS * index + k);
        return uniform(number, (to - from) * width, from * width).map((u) => Number(u >= p) / (1 - p));
      })
      : null;

  const minibatch = ({ seed, batch }, { training, features }, step, take) => {
    if (!batch) return training;
    const chosen = integers(stream(seed, "minibatches"), training.labels.length, batch, step * batch);
    const inputs = take(batch * features), labels = new Uint8Array(batch);
    for (let k = 0; k < batch; k += 1) {
      labels[k] = training.labels[chosen[k]];
      const from = chosen[k] * features, to = k * features;
      for (let j = 0; j < features; j += 1) inputs[to + j] = training.inputs[from + j];
    }
    return { inputs, labels };
  };

  const added = (sums, more) =>
    sums.map(({ weight, bias }, k) => ({
      weight: weight.map((x, i) => x + more[k].weight[i]),
      bias: bias.map((x, i) => x + more[k].bias[i]),
    }));
  /* Mean loss of a minibatch and its gradients, L1's subgradient included. */
  function* slope(layers, settings, task, step, take) {
    const sample = minibatch(settings, task, step, take);
    const count = sample.labels.length;
    const activation = guide.functions[settings.activation];
    let loss = 0, gradients = null;
    for (const [from, to] of portions(layers, count)) {
      const { inputs, labels } = rows(sample, from, to, task.features);
      const masks = masksOf(settings, "masks", step, from, to);
      const state = forward(layers, inputs, activation, masks, take);
      const predicted = softmax(state.outputs, task.classes);
      const error = outputError(predicted, labels, task.classes, count);
      const found = backward(layers, state, error, activation, masks, take);
      loss += crossEntropy(state.outputs, predicted, labels, task.classes) / count;
      gradients = gradients ? added(gradients, found) : found;
      yield null;
    }
    if (settings.l1 && settings.l1step === "subgradient") {
      gradients.forEach(({ weight }, k) =>
        weight.forEach((g, i) => (weight[i] = g + settings.l1 * Math.sign(layers[k].weight[i])))
      );
    }
    return { loss, gradients };
  }

  /* Loss and accuracy on `data`, and which hidden units have slope 0 for all of it. */
  function* judge(layers, { activation }, { classes, features }, data) {
    const count = data.labels.length;
    const [f, slope] = guide.functions[activation];
    const alive = layers.slice(0, -1).map(({ fanOut }) => new Uint8Array(fanOut));
    let loss = 0, hits = 0;
    for (const [from, to] of portions(layers, count)) {
      const { inputs, labels } = rows(data, from, to, features);
      const { sums, outputs } = forward(layers, inputs, [f]);
      alive.forEach((units, k) =>
        sums[k].forEach((z, i) => {
          if (!units[i % units.length] && slope(z) !== 0) units[i % units.length] = 1;
        })
      );
      loss += crossEntropy(outputs, softmax(outputs, classes), labels, classes) / count;
      hits += right(outputs, labels, classes);
      yield null;
    }
    const units = alive.flatMap((layer) => [...layer]);
    return { loss, accuracy: hits / count, dead: units.filter((unit) => !unit).length / units.length };
  }
  /* Score of the mean probabilities over K passes with dropout left on. */
  function* average(layers, settings, { test, classes, features }) {
    const count = test.labels.length;
    let loss = 0, hits = 0;
    for (const [from, to] of portions(layers, count)) {
      const { inputs, labels } = rows(test, from, to, features);
      const mean = new Float64Array(labels.length * classes);
      for (let pass = 0; pass < settings.passes; pass += 1) {
        const masks = masksOf(settings, "passes", pass, from, to);
        const { outputs } = forward(layers, inputs, guide.functions[settings.activation], masks);
        softmax(outputs, classes).p.forEach((p, k) => (mean[k] += p / settings.passes));
        yield null;
      }
      labels.forEach((label, i) => (loss -= Math.log(Math.max(mean[i * classes + label], 1e-12)) / count));
      hits += right(mean, labels, classes);
    }
    return { loss, accuracy: hits / count };
  }

  const sizes = (layers) => layers.map(({ weight }) => weight.length);
  /* A copy of the layers without their share of smallest weights, over all layers together. */
  const pruned = (layers, share) => {
    const all = Float64Array.from(layers.flatMap(({ weight }) => [...weight]));
    const size = all.map(Math.abs);
    const removed = Math.round(share * all.length);
    const ordered = size.slice().sort();
    let ties = removed - ordered.indexOf(ordered[removed]); // of equal ones the first go
    size.forEach((x, k) => {
      if (x < ordered[removed] || (x === ordered[removed] && ties-- > 0)) all[k] = 0;
    });
    const starts = sizes(layers).map((_, k, lengths) => lengths.slice(0, k).reduce((sum, n) => sum + n, 0));
    return layers.map((layer, k) => ({
      ...layer,
      weight: all.slice(starts[k], starts[k] + layer.weight.length),
    }));
  };
  const zeros = (layers) => {
    const count = layers.reduce((sum, { weight }) => sum + weight.filter((w) => w === 0).length, 0);
    return count / sizes(layers).reduce((sum, n) => sum + n, 0);
  };
  /* What the test examples and a picture of the first layer say after pruning. */
  function* prune({ layers, settings, task }, share) {
    const left = pruned(layers, share);
    const test = yield* judge(left, settings, task, task.test);
    return { share, test, zeros: zeros(left), weights: left[0].weight };
  }

  /* Probability of the disc on a grid of the plane, row by row from the bottom. */
  function* map(layers, { activation, scale }) {
    const at = (k) => ((2 * k + 1) / SIDE - 1) * REACH * scale;
    const found = new Float64Array(SIDE * SIDE);
    for (let row = 0; row < SIDE; row += 1) {
      const points = Float64Array.from({ length: 2 * SIDE }, (_, k) => at(k % 2 ? row : k >> 1));
      const { outputs } = forward(layers, points, guide.functions[activation]);
      found.set(softmax(outputs, 2).p.filter((_, k) => k % 2), row * SIDE);
      yield null;
    }
    return found;
  }
  /* Loss with L2 and L1, which training lowers. */
  const objective = (loss, layers, { l1, l2 }) =>
    layers.reduce((sum, { weight, bias }) => {
      const squares = [weight, bias].map((p) => p.reduce((total, x) => total + x * x, 0));
      return sum + (l2 / 2) * (squares[0] + squares[1]) + l1 * weight.reduce((total, x) => total + Math.abs(x), 0);
    }, loss);
  const distinct = ({ weight, bias, fanIn, fanOut }) =>
    new Set(Array.from({ length: fanOut }, (_, k) => `${weight.subarray(k * fanIn, (k + 1) * fanIn)},${bias[k]}`))
      .size;
  const rms = ({ weight }) => Math.sqrt(weight.reduce((sum, g) => sum + g * g, 0) / weight.length);

  function* moment(step, layers, gradients, settings, task) {
    const { dead, ...training } = yield* judge(layers, settings, task, task.training);
    const { dead: _, ...test } = yield* judge(layers, settings, task, task.test);
    training.objective = objective(training.loss, layers, settings);
    const seen = { zeros: zeros(layers), distinct: distinct(layers[0]), weights: layers[0].weight.slice() };
    const plane = settings.data === "disc" ? { map: yield* map(layers, settings) } : {};
    return { step, training, test, dead, gradients: gradients.map(rms), ...seen, ...plane };
  }

  /* The run of `settings`: moments, about 30 if `watched`, and at the end, in `end`, all that pruning needs. */
  function* run(settings, digits, watched = true) {
    const task = yield* guide.data.task(settings, digits);
    const layers = yield* guide.starts.layers(settings, task.features, task.classes);
    const update = guide.optimizers.optimizer(layers, settings);
    const { take, again } = memory();
    const every = Math.max(1, Math.round(settings.steps / MOMENTS));
    let gradients = [];
    for (let step = 0; step < settings.steps; step += 1) {
      again();
      const { loss, gradients: found } = yield* slope(layers, settings, task, step, take);
      if (!Number.isFinite(loss)) return yield { step, diverged: step, last: true };
      gradients = found;
      if (watched && step % every === 0) yield yield* moment(step, layers, gradients, settings, task);
      update(gradients, step + 1);
    }
    const final = yield* moment(settings.steps, layers, gradients, settings, task);
    if (!Number.isFinite(final.training.loss)) {
      return yield { step: settings.steps, diverged: settings.steps, last: true };
    }
    const monteCarlo = settings.passes ? yield* average(layers, settings, task) : null;
    const end = { layers, settings, task };
    return yield { ...final, monteCarlo, pruned: yield* prune(end, settings.pruned), end, last: true };
  }
  return { run, prune };
})();
