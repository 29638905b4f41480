/* One recorded frame for each value of a slider: the run's own pictures, and what each shows. */
"use strict";
window.guide.explorers.frames = {
  run: (state, data, [index]) => ({ value: Object.values(state)[0], said: data.said[index] }),
  show: ({ value, said }, state, { figure, data }) => { // the frame of the start has no mark: it is the figure itself
    for (const frame of figure.querySelectorAll(".canvas")) {
      frame.hidden = (frame.dataset.frame ?? data.start) !== value;
    }
    return said;
  },
};
