/* Random numbers as snippets/lab/hashed.py and snippets/bench/draws.py draw them: by a hash of their place. */
"use strict";
(self.guide ??= {}).draws = (() => {
  const PURPOSES = ["weights", "noise", "biases", "minibatches", "masks", "passes", "split", "signals", "points"];

  const scramble = (x) => { // lowbias32 (Wellons 2018)
    const y = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    const z = Math.imul(y ^ (y >>> 15), 0x846ca68b);
    return (z ^ (z >>> 16)) >>> 0;
  };
  const stream = (seed, purpose, index = 0) => (seed * 16 + PURPOSES.indexOf(purpose)) * 65536 + index;

  /* `count` numbers on (0, 1), from place `from` of a stream on. */
  const uniform = (stream, count, from = 0) => {
    const first = (scramble(stream + 1) + from) | 0; // a whole number of 32 bits is quicker to scramble
    const numbers = new Float64Array(count);
    for (let k = 0; k < count; k += 1) numbers[k] = (scramble((first + k) | 0) + 0.5) / 2 ** 32;
    return numbers;
  };
  const normal = (stream, count) => { // Box & Muller 1958
    const u = uniform(stream, 2 * count);
    const radius = (k) => Math.sqrt(-2 * Math.log(u[k]));
    return Float64Array.from({ length: count }, (_, k) => radius(k) * Math.cos(2 * Math.PI * u[count + k]));
  };
  const order = (stream, count) => {
    const u = uniform(stream, count);
    return Uint32Array.from(u.keys()).sort((a, b) => u[a] - u[b]);
  };
  const integers = (stream, below, count, from) =>
    new Uint32Array(uniform(stream, count, from).map((u) => u * below));

  return { stream, uniform, normal, order, integers };
})();
