/* The page: settings from form and address, buttons, and what is shown while a network trains. */
"use strict";
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form.bench");
  const digits = document.querySelector(".bench-digits").textContent;
  const claims = JSON.parse(document.querySelector(".bench-claims").textContent);
  const find = (name) => document.querySelector(`.bench-shown .${name}`);
  const button = (name) => form.querySelector(`[data-do="${name}"]`);
  const slider = document.getElementById("bench-pruned");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const fields = [...form.elements].filter((field) => field.name && field.name !== "do");
  const starts = new Map(fields.map((field) => [field, field.value]));
  const state = { moments: [], before: [], seeds: [], runner: null, settings: null };

  const value = (field) => (field.tagName === "SELECT" ? field.value : Number(field.value));
  const settingsNow = () => Object.fromEntries(fields.map((field) => [field.name, value(field)]));
  const say = (text) => (find("said").textContent = text);

  /* What the address asks for; returns what it has that no setting can be. */
  const readAddress = () => {
    const refused = [];
    for (const [name, text] of new URLSearchParams(location.search)) {
      const field = fields.find((one) => one.name === name);
      if (name === "claim") continue;
      if (field) field.value = text;
      if (field && field.value === text && field.checkValidity()) continue;
      if (field) field.value = starts.get(field);
      refused.push(`${name}=${text}`);
    }
    return refused;
  };
  const writeAddress = () => {
    const address = new URL(location.href);
    for (const field of fields) {
      if (field.value === starts.get(field)) address.searchParams.delete(field.name);
      else address.searchParams.set(field.name, field.value);
    }
    try {
      history.replaceState(history.state, "", address);
    } catch { /* no address to keep it in */ }
  };
  /* Settings that count only with others are there with them. */
  const arrange = () => {
    for (const label of form.querySelectorAll("[data-when]")) {
      const [name, wanted] = label.dataset.when.split("=");
      label.hidden = form.elements[name].value !== wanted;
    }
    document.querySelector("output[for=bench-pruned]").value = slider.value;
  };
  const tellClaim = () => {
    const claim = claims[new URLSearchParams(location.search).get("claim")];
    const note = form.querySelector(".measured-there");
    if (!claim) return;
    const link = Object.assign(document.createElement("a"), { href: claim.address, textContent: claim.title });
    note.replaceChildren("You try: ", link, `. The guide measured: ${claim.measured.join("; ")}.`);
    note.hidden = false;
  };

  const show = (left) => {
    const panels = guide.shown.panels(state.settings, state.moments, state.before, left);
    find("panels").hidden = panels.length === 0;
    find("panels").replaceChildren(...panels);
  };
  const busy = (on) => {
    button("stop").disabled = !on;
    find("panels").setAttribute("aria-busy", String(on));
  };
  const begin = () => {
    state.runner?.stop();
    writeAddress();
    busy(true);
    find("prune").hidden = true;
    find("pruned-said").textContent = "";
    say("Training …");
    return settingsNow();
  };
  const train = () => {
    if (!form.reportValidity()) return;
    if (state.moments.length) state.before = state.moments;
    state.settings = begin();
    state.moments = [];
    const { settings } = state;
    const onMoment = (moment) => {
      state.moments.push(moment);
      if (moment.last || !still.matches) show(moment.pruned?.share ? moment.pruned.weights : undefined);
      if (!moment.last) return;
      busy(false);
      say(guide.words.outcome(settings, state.moments[0], moment));
      find("prune").hidden = moment.diverged !== undefined;
      if (moment.pruned) find("pruned-said").textContent = guide.words.pruned(moment.pruned);
      form.querySelector("[name=do]").textContent = "Rewind and train";
    };
    const onPruned = (pruned) => {
      show(pruned.weights);
      find("pruned-said").textContent = guide.words.pruned(pruned);
    };
    state.runner = guide.runner.one(digits, { onMoment, onPruned });
    state.runner.train(settings, true);
  };
  const another = () => {
    const { seed } = form.elements;
    seed.value = (Number(seed.value) + 1) % (Number(seed.max) + 1);
    train();
  };
  const sixteen = () => {
    if (!form.reportValidity()) return;
    const settings = begin();
    const before = state.seeds;
    const runs = [];
    const many = Array.from({ length: 16 }, (_, k) => ({ ...settings, seed: (settings.seed + k) % 1000 }));
    let ended = 0;
    state.runner = guide.runner.all(many, digits, (moment, index) => {
      runs[index] = moment;
      ended += 1;
      if (ended < many.length) return;
      busy(false);
      state.seeds = runs;
      find("seeds").replaceChildren(guide.shown.several(runs, before));
      find("seeds").hidden = false;
      const claim = claims[new URLSearchParams(location.search).get("claim")];
      say(guide.words.several(runs, before) + (claim ? ` The guide measured: ${claim.measured.join("; ")}.` : ""));
    });
  };
  const stop = () => {
    state.runner?.stop();
    busy(false);
    say("Stopped.");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    train();
  });
  form.addEventListener("input", arrange);
  form.addEventListener("reset", () => setTimeout(arrange));
  for (const [name, act] of Object.entries({ another, sixteen, stop })) button(name).addEventListener("click", act);
  slider.addEventListener("input", arrange);
  slider.addEventListener("change", () => {
    writeAddress();
    state.runner?.prune(Number(slider.value));
  });

  const refused = readAddress();
  arrange();
  tellClaim();
  if (refused.length) say(`The bench cannot be set to ${refused.join(", ")}; that is left at its start.`);
  else if (new URLSearchParams(location.search).has("claim")) train();
});
