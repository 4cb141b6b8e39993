// All that is known of the runs, by their folders: what the server tells is put here, and drawn
// when the screen is drawn next.
const runs = new Map();
const dirty = new Set();
let nSeen = 0;
let drawing = 0;

function newRun(folder) {
  const run = { folder, at: nSeen++, card: null, isNear: false };
  runs.set(folder, run);
  return run;
}

function empty(run) {
  Object.assign(run, {
    steps: [], seconds: [], frames: [], alarms: [], series: new Map(), pictures: new Map(),
    status: { state: "stopped", checkpoints: [] }, said: "", why: "", shown: null,
  });
}

// One function for each kind of change that the server tells, as watched.py writes them.
const take = {
  run(run, { key, name, recipe, steps, batch_size, settings, origin }) {
    empty(run);
    Object.assign(run, { key, name, recipe, settings, origin, last: steps, batch: batch_size });
  },
  frames(run, { steps }) {
    run.frames.push(...steps);
  },
  lines(run, { steps, seconds, names, rows, alarms }) {
    run.steps.push(...steps);
    run.seconds.push(...seconds);
    run.alarms.push(...alarms);
    rows.forEach((row, i) => row.forEach((value, j) => {
      if (value === null) return;
      if (!run.series.has(names[j])) run.series.set(names[j], { x: [], y: [] });
      const line = run.series.get(names[j]);
      line.x.push(steps[i] * run.batch);
      line.y.push(value);
    }));
  },
  status(run, { state, checkpoints }) {
    run.status = { state, checkpoints };
  },
  said(run, { text }) {
    run.said = text;
  },
  broken(run, { name, why }) {
    empty(run);
    Object.assign(run, { name, why, key: null, recipe: "", settings: {}, origin: null, last: 0, batch: 1 });
    run.status = { state: "broken", checkpoints: [] };
  },
  gone(run) {
    run.card?.remove();
    runs.delete(run.folder);
  },
};

// The first of a stream begins with "all": what it does not tell of is gone.
function takeAll(changes) {
  const left = new Set(changes[0].what === "all" ? runs.keys() : []);
  for (const change of changes) {
    if (change.what === "all") continue;
    left.delete(change.run);
    const run = runs.get(change.run) ?? newRun(change.run);
    take[change.what](run, change);
    dirty.add(run);
  }
  for (const folder of left) take.gone(runs.get(folder));
  later();
}

// However much comes, the page is drawn once a frame of the screen.
function later() {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    drawPage();
  });
}

function lastAtOrBefore(values, limit) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
