/* What a run says in words: numbers as the guide writes them, a sentence, and estimates over seeds. */
"use strict";
guide.words = (() => {
  const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131];
  const number = (x) => {
    if (x === 0) return "0";
    const [mantissa, power] = x.toExponential(1).split("e");
    const small = Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5;
    const digits = [...String(Number(power))].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
    return (small ? `${mantissa}·10${digits}` : String(Number(x.toPrecision(3)))).replace("-", "−");
  };
  const hundredths = (x) => (100 * x).toFixed(1).replace("-", "−");
  const share = (x) => `${hundredths(x)} %`;

  /* Mean and half of the 95 % interval by Student's t. */
  const estimate = (values) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
    return { mean, half: T[values.length - 2] * Math.sqrt(variance / values.length), count: values.length };
  };
  const estimated = (values) => {
    if (values.length < 2) return values.map(share).join("") || "none";
    const { mean, half } = estimate(values);
    return `${share(mean)} ± ${hundredths(half)}`;
  };

  const network = ({ layers, width, activation, seed }) =>
    `${layers} hidden ${layers === 1 ? "layer" : "layers"} of ${width} ${activation} units, seed ${seed}`;
  const outcome = (settings, first, last) => {
    if (last.diverged !== undefined) {
      return `${
        network(settings)
      }: the run diverged. At step ${last.diverged} the loss was no longer a finite number.`;
    }
    const { training, test, distinct, dead, zeros, monteCarlo } = last;
    const parts = [
      `${network(settings)}: after ${last.step} steps training accuracy is ${
        share(training.accuracy)
      }, test accuracy ` +
      `${share(test.accuracy)}; the training loss went from ${number(first.training.loss)} to ${
        number(training.loss)
      }.`,
    ];
    if (distinct < settings.width) {
      parts.push(
        `The first layer has ${distinct} distinct ${distinct === 1 ? "neuron" : "neurons"} of ${settings.width}.`,
      );
    }
    if (dead > 0) parts.push(`Dead units: ${number(100 * dead)} %.`);
    if (zeros > 0) parts.push(`Weights that are exactly zero: ${number(100 * zeros)} %.`);
    if (monteCarlo) {
      parts.push(
        `The mean of ${settings.passes} passes with dropout: test accuracy ${
          share(monteCarlo.accuracy)
        }, test loss ` +
          `${number(monteCarlo.loss)}; one pass with scaled weights: ${share(test.accuracy)}, ${number(test.loss)}.`,
      );
    }
    return parts.join(" ");
  };
  const pruned = ({ share: removed, test, zeros }) =>
    removed > 0
      ? `With ${Math.round(100 * removed)} % of the weights removed (${
        number(100 * zeros)
      } % are zero): test accuracy ` +
        `${share(test.accuracy)}.`
      : "";

  /* Of ended runs of several seeds; `before` are those of the last time, paired if they are as many. */
  const several = (runs, before) => {
    const ended = runs.filter(({ diverged }) => diverged === undefined);
    const of = (kind, from) => from.map((run) => run[kind]?.accuracy);
    const lost = runs.length - ended.length;
    const parts = [
      `${runs.length} seeds: training accuracy ${estimated(of("training", ended))}, test accuracy ` +
      `${estimated(of("test", ended))} (mean, 95 % interval).`,
    ];
    if (lost) parts.push(`${lost} of ${runs.length} runs diverged and are not in the means.`);
    if (before?.length === runs.length) {
      const change = (kind) => {
        const [now, was] = [of(kind, runs), of(kind, before)];
        return now.map((x, k) => x - was[k]).filter(Number.isFinite);
      };
      parts.push(
        `Less the sixteen before, seed by seed: training ${estimated(change("training"))}, test ` +
          `${estimated(change("test"))}.`,
      );
    }
    return parts.join(" ");
  };
  return { number, share, estimate, outcome, pruned, several };
})();
