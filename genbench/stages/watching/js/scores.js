// The scores of the snapshots, in words; a share of what as many real images have.
const SCORES = [
  ["sample_distance", () => say("variety beside real images"), percent],
  ["sample_nearest", () => say("distance to the nearest other sample, beside real images"), percent],
  ["sample_classes", () => say("classes drawn"), percent],
  ["active_units", () => say("latents in use"), count],
  ["prior_1nn", () => say("codes told from the prior"), percent],
];

function percent(share) {
  return share.toLocaleString("en-US", { style: "percent" });
}

function valueAt(line, seen) {
  const at = line ? lastAtOrBefore(line.x, seen) : -1;
  return at < 0 ? null : line.y[at];
}

function drawScores(run, seen) {
  const rows = SCORES
    .map(([name, label, format]) => [label, format, valueAt(run.series.get(name), seen)])
    .filter(([, , value]) => value !== null)
    .map(([label, format, value]) => {
      const row = document.createElement("div");
      row.append(document.createElement("dt"), document.createElement("dd"));
      row.firstChild.textContent = label();
      row.lastChild.textContent = format(value);
      return row;
    });
  find(".scores", run.card).replaceChildren(...rows);
}

// Seconds until the last step, at the pace of the last lines of the log.
function secondsLeft(run) {
  const n = run.steps.length;
  const before = Math.max(0, n - 11);
  const taken = run.steps[n - 1] - run.steps[before];
  if (!(taken > 0)) return null;
  return ((run.last - run.steps[n - 1]) * (run.seconds[n - 1] - run.seconds[before])) / taken;
}

function duration(seconds) {
  if (seconds < 90) return say("{n} s", { n: count(Math.max(1, seconds)) });
  if (seconds < 5400) return say("{n} min", { n: count(seconds / 60) });
  return say("{n} h", { n: (seconds / 3600).toFixed(1) });
}
