/* The three tasks, as snippets/bench/data.py makes them. Examples stand in rows. */
"use strict";
(self.guide ??= {}).data = (() => {
  const { stream, uniform, normal, order } = guide.draws;
  const [TEST_DIGITS, SIGNALS, TEST_SIGNALS, POINTS] = [450, 2000, 400, 256];

  const standardised = (x) => { // mean 0, standard deviation 1 over all numbers together
    const mean = x.reduce((sum, a) => sum + a, 0) / x.length;
    const std = Math.sqrt(x.reduce((sum, a) => sum + (a - mean) ** 2, 0) / (x.length - 1));
    return x.map((a) => (a - mean) / std);
  };
  const chosen = ({ inputs, labels }, rows) => {
    const features = inputs.length / labels.length;
    const copy = new Float64Array(rows.length * features);
    rows.forEach((row, k) => copy.set(inputs.subarray(row * features, (row + 1) * features), k * features));
    return { inputs: copy, labels: Uint8Array.from(rows, (row) => labels[row]) };
  };
  const part = (all, from, to) => {
    const features = all.inputs.length / all.labels.length;
    return { inputs: all.inputs.subarray(from * features, to * features), labels: all.labels.subarray(from, to) };
  };

  const unpacked = (text) => { // how many of each label; then a letter for two pixels of five levels, pixel by pixel
    const [counts, ...lines] = text.trim().split("\n");
    const labels = Uint8Array.from(counts.split(" ").flatMap((count, label) => Array(Number(count)).fill(label)));
    const inputs = new Float64Array(64 * labels.length);
    const put = (place, level) => {
      inputs[(place % labels.length) * 64 + Math.floor(place / labels.length)] = level;
    };
    [...lines.join("")].forEach((letter, k) => {
      const two = letter.charCodeAt(0) - 65;
      put(2 * k, Math.floor(two / 5));
      put(2 * k + 1, two % 5);
    });
    return { inputs: standardised(inputs), labels };
  };
  function* digits(seed, text) {
    const all = unpacked(text);
    const shuffled = order(stream(seed, "split"), all.labels.length);
    const [test, training] = [shuffled.subarray(0, TEST_DIGITS), shuffled.subarray(TEST_DIGITS)];
    return { training: chosen(all, training), test: chosen(all, test), classes: 10, features: 64 };
  }

  const TEMPLATES = [ // of MNIST-1D (Greydanus & Kobak 2024), one for each digit
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
  ].map((shape) => {
    const mean = shape.reduce((sum, a) => sum + a, 0) / shape.length;
    const std = Math.sqrt(shape.reduce((sum, a) => sum + (a - mean) ** 2, 0) / shape.length);
    return shape.map((a) => (a - shape[0]) / std / 6);
  });
  const [LENGTH, SUBSAMPLED] = [72, 40];

  const interpolate = (x, count) =>
    Float64Array.from({ length: count }, (_, k) => {
      const place = (k * (x.length - 1)) / (count - 1);
      const left = Math.min(Math.floor(place), x.length - 2);
      return x[left] + (place - left) * (x[left + 1] - x[left]);
    });
  const bell = Array.from({ length: 17 }, (_, k) => Math.exp(-((k - 8) ** 2) / 8));
  const area = bell.reduce((sum, a) => sum + a, 0);
  const smooth = (x) => { // by a Gaussian of standard deviation 2, mirrored at both ends
    const mirrored = (k) => (k < 0 ? -1 - k : k >= x.length ? 2 * x.length - 1 - k : k);
    return x.map((_, k) => bell.reduce((sum, weight, j) => sum + (weight / area) * x[mirrored(k + j - 8)], 0));
  };
  const signal = (number, template) => {
    const [padding, scaling, moving, shearing] = uniform(number, 4);
    const noise = normal(number + 32768, 2 * LENGTH);
    const padded = [...template.map((a) => a + 1e-8), ...Array(36 + Math.floor(padding * 25)).fill(0)];
    const dilated = interpolate(padded, LENGTH).map((a) => a * (1 + 0.4 * (scaling - 0.5)));
    const moved = (k) => dilated[(k - Math.floor(moving * 48) + LENGTH) % LENGTH];
    const correlated = smooth(noise.subarray(0, LENGTH).map((a) => 0.25 * a));
    const noisy = correlated.map((a, k) => (moved(k) === 0 ? a : moved(k)) + 0.02 * noise[LENGTH + k]);
    return interpolate(noisy.map((a, k) => a - 0.75 * (shearing - 0.5) * (k / (LENGTH - 1) - 0.5)), SUBSAMPLED);
  };
  function* mnist1d(seed) {
    const inputs = new Float64Array(SIGNALS * SUBSAMPLED);
    for (let k = 0; k < SIGNALS; k += 1) {
      inputs.set(signal(stream(seed, "signals", k), TEMPLATES[k % 10]), k * SUBSAMPLED);
      if (k % 200 === 0) yield null;
    }
    const all = { inputs: standardised(inputs), labels: Uint8Array.from({ length: SIGNALS }, (_, k) => k % 10) };
    const [test, training] = [part(all, 0, TEST_SIGNALS), part(all, TEST_SIGNALS, SIGNALS)];
    return { training, test, classes: 10, features: SUBSAMPLED };
  }

  function* disc(seed) {
    const u = uniform(stream(seed, "points"), 4 * POINTS);
    const z = normal(stream(seed, "points", 1), 2 * POINTS);
    const labels = Uint8Array.from(z, (_, k) => Number(u[2 * POINTS + k] < 0.5));
    const inputs = new Float64Array(4 * POINTS);
    labels.forEach((inside, k) => {
      const [radius, angle] = [(inside ? 0.5 : 1.3) + 0.1 * z[k], 2 * Math.PI * u[k]];
      inputs.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * k);
    });
    const all = { inputs, labels };
    return { training: part(all, 0, POINTS), test: part(all, POINTS, 2 * POINTS), classes: 2, features: 2 };
  }

  const TASKS = { digits, mnist1d, disc };
  function* task({ data, seed, examples, scale }, text) { // yields where a page may breathe
    const { training, test, ...shape } = yield* TASKS[data](seed, text);
    const scaled = ({ inputs, labels }) => ({ inputs: inputs.map((a) => a * scale), labels });
    return { training: scaled(part(training, 0, examples || training.labels.length)), test: scaled(test), ...shape };
  }
  return { task };
})();
