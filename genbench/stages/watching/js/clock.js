// All runs on one clock, the images seen: a slider that follows what comes while it is at its end,
// a player, and a cursor on every curve.
const clockInput = document.getElementById("clock");
const clockText = document.getElementById("clock-text");
const playButton = document.getElementById("play");
const speedSelect = document.getElementById("speed");
let times = [];
let edge = 0;
let isFollowing = true;
let timer = null;

function drawPage() {
  for (const run of dirty) if (runs.has(run.folder) && !run.card) newCard(run);
  const seen = [...runs.values()].flatMap((run) => run.frames.map((step) => step * run.batch));
  const at = isFollowing ? Infinity : times[Number(clockInput.value)];
  times = [...new Set(seen)].sort((a, b) => a - b);
  clockInput.max = Math.max(0, times.length - 1);
  clockInput.value = isFollowing ? clockInput.max : Math.max(0, lastAtOrBefore(times, at));
  document.getElementById("evolution").hidden = !runs.size;
  document.getElementById("empty").hidden = runs.size > 0;
  reels.className = `reels n-${Math.min(3, runs.size)}`;
  drawSummary();
  const last = lastOfAll();
  if (last !== edge) for (const run of runs.values()) dirty.add(run);
  edge = last;
  for (const run of dirty) {
    if (!runs.has(run.folder)) continue;
    drawHead(run);
    if (!run.isNear) continue;
    drawCurves(run, last);
    dirty.delete(run);
  }
  drawTime();
}

// The right edge of every curve: where the run is that has seen most.
function lastOfAll() {
  return Math.max(1, ...[...runs.values()].map((run) => (run.steps.at(-1) ?? 0) * run.batch));
}

function drawSummary() {
  const counts = new Map();
  for (const { status } of runs.values()) counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
  const words = [...counts].map(([state, n]) => `${count(n)} ${STATES[state]()}`);
  document.getElementById("summary").textContent = words.join(", ");
}

function drawTime() {
  const seen = times[Number(clockInput.value)] ?? 0;
  const words = say("{n} images", { n: count(seen) });
  const told = isFollowing ? say("{n} images seen, following", { n: count(seen) }) : say("{n} images seen", { n: count(seen) });
  clockInput.setAttribute("aria-valuetext", told);
  clockText.textContent = words;
  const last = lastOfAll();
  const shown = [...runs.values()].filter((run) => run.isNear && run.card);
  return Promise.all(shown.map((run) => {
    const until = isFollowing ? (run.steps.at(-1) ?? 0) * run.batch : seen;
    drawCursors(run, until, last);
    drawScores(run, until);
    return drawFrame(run, isFollowing ? Infinity : seen);
  }));
}

function seek(i) {
  clockInput.value = i;
  isFollowing = Number(clockInput.value) >= times.length - 1;
  return drawTime();
}

function stop() {
  clearTimeout(timer);
  timer = null;
  drawPlay();
}

function drawPlay() {
  playButton.classList.toggle("playing", timer !== null);
  playButton.setAttribute("aria-label", timer === null ? say("Play") : say("Pause"));
}

async function tick() {
  const began = performance.now();
  // The next picture waits for this one: a slow machine plays slowly, and leaves out none.
  await seek(Number(clockInput.value) + 1);
  if (timer === null) return;
  if (isFollowing) return stop();
  timer = setTimeout(tick, 1000 / Number(speedSelect.value) - (performance.now() - began));
}

function toggle() {
  if (timer !== null) return stop();
  if (isFollowing) seek(0);
  timer = setTimeout(tick, 1000 / Number(speedSelect.value));
  drawPlay();
}

function startSeeking(card) {
  card.addEventListener("pointerdown", seekAt);
  card.addEventListener("pointermove", (event) => event.buttons && seekAt(event));
}

function seekAt(event) {
  const plot = event.target.closest(".plot svg");
  if (!plot) return;
  const box = plot.getBoundingClientRect();
  stop();
  const seen = (lastOfAll() * (event.clientX - box.left)) / box.width;
  seek(Math.max(0, lastAtOrBefore(times, seen)));
}

clockInput.addEventListener("input", () => { stop(); seek(Number(clockInput.value)); });
clockInput.addEventListener("keydown", (event) => {
  if (event.key !== " ") return;
  event.preventDefault();
  toggle();
});
playButton.addEventListener("click", toggle);
drawPlay();
