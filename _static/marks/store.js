/* What the reader answered: for each claim the list of answers in order, kept in this browser alone and for all
   versions of the guide. What is due and how well confidence pays is worked out from that list. */
"use strict";
const marks = (() => {
  const KEY = "marked-answers:marks";
  const SHOWN = "marked-answers:shown"; // claims whose answers the reader asked to see
  const DUE = "marked-answers:due"; // when each claim is asked again
  const DAY = 864e5; // milliseconds
  const GAPS = [1, 7, 21]; // days until a statement is asked again, after so many right marks in a row
  const VERDICTS = ["right", "partly", "wrong"];
  const CLAIM = /^[a-z]+(-[a-z0-9]+)+$/;
  let memory = {}; // what could not be written
  let failed = false;

  /* A list of answers without those that are none; every field is looked at, for files come from anywhere. */
  const valid = (answers) =>
    (Array.isArray(answers) ? answers : []).filter((answer) =>
      VERDICTS.includes(answer?.verdict) && ["sure", "unsure"].includes(answer.sure) &&
      typeof answer.at === "string" && !Number.isNaN(Date.parse(answer.at))
    );
  const clean = (store) =>
    Object.fromEntries(
      Object.entries(store !== null && typeof store === "object" && !Array.isArray(store) ? store : {})
        .map(([claim, answers]) => [claim, valid(answers)])
        .filter(([claim, answers]) => CLAIM.test(claim) && answers.length),
    );
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // blocked, or not ours
    }
  };
  const all = () => failed ? memory : clean(read(KEY));
  const write = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };
  const keep = (store) => {
    memory = store;
    failed = !write(KEY, store);
    if (failed) {
      say(
        "This browser keeps no marks (its storage is full or blocked): they last as long as this page. Export them.",
      );
    }
    dispatchEvent(new Event("marks"));
  };
  const add = (claim, verdict, sure) => {
    const store = all();
    const answer = { verdict, sure, at: new Date().toISOString() };
    if (shown().includes(claim)) answer.shown = true;
    keep({ ...store, [claim]: [...(store[claim] ?? []), answer] });
  };

  /* Claims that the reader had shown: what is marked after that says nothing about what they knew. */
  const shown = () => [read(SHOWN)].flat().filter((claim) => typeof claim === "string");
  const show = (claims) => write(SHOWN, [...new Set([...shown(), ...claims])]);

  /* Take in a file of marks: how many answers were taken, and how many left out. */
  const merge = (text) => {
    const file = JSON.parse(text);
    const more = clean(file);
    const store = { ...all() };
    const count = (lists) =>
      lists.reduce((sum, list) => sum + (Array.isArray(list) ? Math.max(1, list.length) : 1), 0);
    let taken = 0;
    for (const [claim, answers] of Object.entries(more)) {
      const times = new Set(store[claim]?.map(({ at }) => at));
      store[claim] = [...(store[claim] ?? []), ...answers.filter(({ at }) => !times.has(at))]
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      taken += answers.length;
    }
    const offered = file !== null && typeof file === "object" ? count(Object.values(file)) : 1;
    if (taken) keep(store);
    return { taken, left: offered - taken };
  };
  const wipe = () => {
    memory = {};
    try {
      localStorage.removeItem(KEY);
      localStorage.removeItem(SHOWN);
      localStorage.removeItem(DUE);
    } catch { /* nothing was kept */ }
    dispatchEvent(new Event("marks"));
  };

  /* When a statement with these answers is due, in milliseconds. */
  const dueAt = (answers, verdict) => {
    let streak = 0;
    while (streak < answers.length && answers.at(-1 - streak).verdict === verdict) streak += 1;
    return Date.parse(answers.at(-1).at) + GAPS[Math.min(Math.max(streak, 1), GAPS.length) - 1] * DAY;
  };
  /* Remember when ``claim`` is due, for the count that stands on every page. */
  const plan = (claim, verdict) => {
    const answers = all()[claim];
    if (answers) write(DUE, { ...read(DUE), [claim]: dueAt(answers, verdict) });
  };
  const isMiss = (answer, verdict) => answer.verdict !== verdict;
  const isConfidentMiss = (answer, verdict) => isMiss(answer, verdict) && answer.sure === "sure";

  const say = (text) => {
    for (const place of document.querySelectorAll(".tools [role=status]")) place.textContent = text;
    document.querySelector(".tools")?.setAttribute("open", "");
  };
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) dispatchEvent(new Event("marks")); // another tab has answered
  });

  return { all, add, merge, wipe, shown, show, dueAt, plan, isMiss, isConfidentMiss, say };
})();
