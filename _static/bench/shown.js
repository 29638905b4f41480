/* What is shown of a run, and in which panel: moments and those of the run before in, elements out. */
"use strict";
guide.shown = (() => {
  const { chart, units, plane, map } = guide.plots;
  const { number, share, estimate } = guide.words;
  const SHAPES = { digits: [8, 8], mnist1d: [40, 1] }; // of an input: columns, rows

  const panel = (title, element) => {
    const box = document.createElement("div");
    const name = document.createElement("p");
    name.textContent = title;
    box.append(name, element);
    return box;
  };
  const kept = (moments) => moments.filter(({ training }) => training);
  const course = (moments, value) => kept(moments).map((moment) => [moment.step, value(moment)]);
  const ends = (points) => (points.length ? `${number(points[0][1])} to ${number(points.at(-1)[1])}` : "no number");

  /* Training and test of one kind of score, by step. */
  const scores = (kind, title, moments, before, steps, { penalised, ...more }) => {
    const objective = (from) => course(from, ({ training }) => training.objective);
    const of = (part, from) => course(from, (moment) => moment[part][kind]);
    const lines = [
      { name: "training", kind: "training", points: of("training", moments) },
      { name: "test", kind: "test", points: of("test", moments) },
      ...(penalised ? [{ name: "objective", kind: "objective", points: objective(moments) }] : []),
    ];
    const ghosts = ["training", "test"].map((part) => ({ points: of(part, before) }));
    if (penalised) ghosts.push({ points: objective(before) });
    const label = `${title} by step: ${lines.map(({ name, points }) => `${name} ${ends(points)}`).join(", ")}`;
    return panel(title, chart({ lines, ghosts, across: [0, steps], label, ...more }));
  };
  const gradients = (last, before) => {
    const of = (moment) => ({ points: (moment?.gradients ?? []).map((g, k) => [k + 1, g]) });
    const label = `Gradient by layer: ${last.gradients.map(number).join(", ")}`;
    const still = last.gradients.flatMap((g, k) => (g === 0 ? [k + 1] : []));
    const title = `gradient of each layer's weights, rms${
      still.length ? ` (layer ${still.join(", ")}: exactly 0)` : ""
    }`;
    const lines = [{ ...of(last), name: "", kind: "training" }];
    const across = [1, last.gradients.length];
    return panel(title, chart({ lines, ghosts: [of(before)], across, logarithmic: true, marks: true, label }));
  };
  const shares = (moments, before, steps) => {
    const of = (kind, from) => course(from, (moment) => moment[kind]);
    const lines = [
      { name: "dead", kind: "training", points: of("dead", moments) },
      { name: "zeros", kind: "test", points: of("zeros", moments) },
    ];
    const ghosts = ["dead", "zeros"].map((kind) => ({ points: of(kind, before) }));
    const label = `Shares by step: ${lines.map(({ name, points }) => `${name} ${ends(points)}`).join(", ")}`;
    return panel(
      "share of dead units, and of weights at zero",
      chart({ lines, ghosts, across: [0, steps], range: [0, 1], label }),
    );
  };
  const firstLayer = (weights, distinct, settings) => {
    const label = `The first layer: ${distinct} distinct neurons of ${settings.width}`;
    const picture = settings.data === "disc"
      ? plane(weights, label)
      : units(weights, ...SHAPES[settings.data], label);
    return panel(`first layer: ${distinct} distinct of ${settings.width} neurons`, picture);
  };

  /* The panels of a run so far; `left` are first weights that pruning leaves. */
  const panels = (settings, moments, before, left) => {
    const last = kept(moments).at(-1);
    if (!last) return [];
    const { steps } = settings;
    const all = [
      scores("loss", "loss", moments, before, steps, { logarithmic: true, penalised: settings.l1 + settings.l2 > 0 }),
      scores("accuracy", "accuracy", moments, before, steps, { range: [0, 1] }),
      firstLayer(left ?? last.weights, last.distinct, settings),
      gradients(last, kept(before).at(-1)),
      shares(moments, before, steps),
    ];
    if (last.map) {
      all.splice(2, 0, panel("what it calls disc (orange) and ring (blue)", map(last.map, "Map of the plane")));
    }
    return all;
  };

  /* Accuracies of several seeds as dots over two columns, mean and interval beside them. */
  const several = (runs, before) => {
    const ended = (from) => from.filter(({ diverged }) => diverged === undefined);
    const points = (kind, from, x) => ended(from).map((run) => [x, run[kind].accuracy]);
    const interval = (kind, x) => {
      const values = ended(runs).map((run) => run[kind].accuracy);
      if (values.length < 2) return [];
      const { mean, half } = estimate(values);
      const whisker = {
        kind: "training",
        points: [[x, mean - half], [x, mean], [x, mean + half]],
        name: `${kind} ${share(mean)}`,
      };
      return [whisker];
    };
    const dots = [...points("training", runs, 0.4), ...points("test", runs, 2)].map((point) => ({
      kind: "dot",
      name: "",
      points: [point],
    }));
    const ghosts = [...points("training", before, 0.25), ...points("test", before, 1.85)].map((point) => ({
      points: [point],
    }));
    const lines = [...dots, ...interval("training", 0.5), ...interval("test", 2.1)];
    const label = "Accuracies of each seed, training left, test right";
    return panel(
      "accuracy of each seed",
      chart({ lines, ghosts, across: [0, 3], ticks: [], range: [0, 1], label }),
    );
  };
  return { panels, several };
})();
