/* Where a run is computed: in a worker, or, where none can start, on the page in slices of a few milliseconds. */
"use strict";
guide.runner = (() => {
  const SLICE = 20; // milliseconds
  const { src } = document.querySelector('script[src*="bench-network.js"]');

  const inWorker = (digits, { onMoment, onPruned }) => {
    const worker = new Worker(src);
    worker.onmessage = ({ data: { moment, pruned } }) => (moment ? onMoment(moment) : onPruned(pruned));
    return {
      train: (settings, watched) => worker.postMessage({ settings, digits, watched }),
      prune: (share) => worker.postMessage({ share }),
      stop: () => worker.terminate(),
    };
  };

  const inSlices = (digits, { onMoment, onPruned }) => {
    let end = null, current = null;
    const follow = (job, onValue, onEnd) => {
      current = job;
      const slice = () => {
        const until = performance.now() + SLICE;
        while (current === job && performance.now() < until) {
          const { value, done } = job.next();
          if (done) return onEnd(value);
          if (value) {
            onValue(value);
            break;
          }
        }
        if (current === job) setTimeout(slice);
      };
      setTimeout(slice);
    };
    const shown = ({ end: left, ...moment }) => {
      end = left ?? end;
      onMoment(moment);
    };
    return {
      train: (settings, watched) => follow(guide.training.run(settings, digits, watched), shown, () => {}),
      prune: (share) => follow(guide.training.prune(end, share), () => {}, onPruned),
      stop: () => (current = null),
    };
  };

  const runner = location.protocol === "file:" || !window.Worker ? inSlices : inWorker;

  /* Train every one of `many` settings, as many at a time as there are cores; `onEach(moment, index)` at each end. */
  const all = (many, digits, onEach) => {
    const cores = runner === inSlices ? 1 : Math.min(many.length, navigator.hardwareConcurrency || 1);
    let next = 0;
    const pool = Array.from({ length: cores }, () => {
      let index;
      const one = runner(digits, { onMoment: (moment) => moment.last && (onEach(moment, index), more()) });
      const more = () => {
        index = next;
        next += 1;
        if (index < many.length) one.train(many[index], false);
        else one.stop();
      };
      more();
      return one;
    });
    return { stop: () => pool.forEach((one) => one.stop()) };
  };
  return { one: runner, all };
})();
