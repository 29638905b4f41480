/* PyTorch's SGD with momentum on a quadratic of two weights: the path, and the objective at each step. */
"use strict";
window.guide.explorers.momentum = {
  run({ rate, beta, angle }, { curvatures, steps }) {
    const turn = (angle * Math.PI) / 180;
    let weights = [Math.cos(turn), Math.sin(turn)];
    let velocity = [0, 0];
    const path = [weights];
    for (let step = 0; step < steps; step += 1) {
      velocity = velocity.map((v, k) => beta * v + curvatures[k] * weights[k]);
      weights = weights.map((w, k) => w - rate * velocity[k]);
      path.push(weights);
    }
    const objective = path.map((w) => w.reduce((sum, x, k) => sum + (curvatures[k] * x * x) / 2, 0));
    return { path, objective, limit: (2 * (1 + beta)) / Math.max(...curvatures) };
  },
  show({ path, objective, limit }, { rate, beta }, { move }) {
    const { number } = window.guide;
    const relative = objective.map((height) => height / objective[0]);
    const circle = Array.from({ length: 25 }, (_, k) => (k * Math.PI) / 12);
    move("path", 0, path.map((w) => w[0]), path.map((w) => w[1]));
    move(
      "start",
      0,
      circle.map((a) => path[0][0] + 0.04 * Math.cos(a)),
      circle.map((a) => path[0][1] + 0.04 * Math.sin(a)),
    );
    move("objective", 1, relative.map((_, step) => step), relative.map(Math.log10));
    const rises =
      relative.filter((height, k) => k > 1 && height > relative[k - 1] && relative[k - 1] <= relative[k - 2]).length;
    return `η = ${rate}, β = ${beta}: after ${relative.length - 1} steps the objective is ${
      number(relative.at(-1))
    } times ` +
      `what it was. It turned from falling to rising ${
        rises === 1 ? "once" : `${rises} times`
      }. Learning rates up to ` +
      `${number(limit)} are stable${rate > limit ? "; this one is not" : ""}.`;
  },
};
