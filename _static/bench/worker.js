/* Beside the page: a message asks to train settings, or to prune what was trained; every answer is a message. */
"use strict";
if (!self.document) {
  let end = null;
  self.onmessage = ({ data: { settings, digits, watched, share } }) => {
    if (!settings) {
      const job = guide.training.prune(end, share);
      let next = job.next();
      while (!next.done) next = job.next();
      return self.postMessage({ pruned: next.value });
    }
    for (const moment of guide.training.run(settings, digits, watched)) {
      if (!moment) continue;
      const { end: left, ...shown } = moment;
      end = left ?? end;
      self.postMessage({ moment: shown });
    }
  };
}
