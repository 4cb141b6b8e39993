// All runs on one clock: a slider, a player, and a cursor on every curve.
const clockInput = document.getElementById("clock");

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

function evolution() {
  const section = document.getElementById("evolution");
  const output = document.getElementById("clock-text");
  const play = document.getElementById("play");
  const speed = document.getElementById("speed");
  const reels = findAll(".reel").map((element) => ({
    run: facts.runs[Number(element.dataset.run)],
    canvas: find(".frame", element),
    caption: find(".when", element),
    sheets: [],
    cursors: findAll(".cursor", element),
    values: findAll(".chart", element).map((chart) => findAll(".values b", chart)),
    drawn: null,
  }));

  const last = facts.clock.length - 1;

  function showRun(reel, seen) {
    const { run } = reel;
    for (const cursor of reel.cursors) {
      const x = (300 * seen) / facts.last;
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
    }
    run.panels.forEach((lines, i) => lines.forEach((line, j) => {
      const at = lastAtOrBefore(line.x, seen);
      reel.values[i][j].textContent = at < 0 ? "–" : short(line.y[at]);
    }));
    if (!run.frames.length) return;
    const frame = Math.max(0, lastAtOrBefore(run.frames, seen));
    const perSheet = run.reel[0].n;
    const sheet = reel.sheets[Math.floor(frame / perSheet)];
    if (sheet && frame !== reel.drawn) {
      draw(reel.canvas, sheet, frame % perSheet);
      reel.drawn = frame;
    }
    const images = run.frames[frame];
    reel.caption.textContent = say("step {step}, {n} images seen", { step: count(images / run.batch), n: count(images) });
  }

  function show(i) {
    const seen = facts.clock[i];
    if (Number(clockInput.value) !== i) clockInput.value = i;
    clockInput.setAttribute("aria-valuetext", say("{n} images seen", { n: count(seen) }));
    output.textContent = say("{n} images", { n: count(seen) });
    remember("evolution", "clock", i === last ? null : i);
    for (const reel of reels) showRun(reel, seen);
  }

  let timer = null;
  function stop() {
    clearTimeout(timer);
    timer = null;
    play.classList.remove("playing");
    play.setAttribute("aria-label", say("Play"));
  }
  function tick() {
    const next = Number(clockInput.value) + 1;
    show(next);
    if (next >= last) stop();
    else timer = setTimeout(tick, 1000 / Number(speed.value));
  }
  function toggle() {
    if (timer !== null) return stop();
    if (Number(clockInput.value) >= last) show(0);
    play.classList.add("playing");
    play.setAttribute("aria-label", say("Pause"));
    timer = setTimeout(tick, 1000 / Number(speed.value));
  }

  clockInput.addEventListener("input", () => { stop(); show(Number(clockInput.value)); });
  play.addEventListener("click", toggle);
  section.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target === clockInput) {
      event.preventDefault();
      toggle();
    }
  });
  for (const chart of findAll(".plot svg")) {
    const seek = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const box = chart.getBoundingClientRect();
      const seen = (facts.last * (event.clientX - box.left)) / box.width;
      stop();
      show(Math.max(0, Math.min(last, lastAtOrBefore(facts.clock, seen))));
    };
    chart.addEventListener("pointerdown", seek);
    chart.addEventListener("pointermove", seek);
  }
  [clockInput.value] = recalledNumbers("clock") ?? [last];
  show(Number(clockInput.value));
  // The controls work from here on; each picture follows when it is decoded.
  return Promise.all(reels.map(async (reel) => {
    reel.sheets = await Promise.all(reel.run.reel.map(open));
    showRun(reel, facts.clock[Number(clockInput.value)]);
  }));
}

const milestone = (name) => {
  document.documentElement.dataset[name] = String(Math.round(performance.now()));
};
const decoded = clockInput ? evolution() : Promise.resolve();
decoded.then(() => milestone("ready"));
addEventListener("DOMContentLoaded", () => milestone("interactive"));
