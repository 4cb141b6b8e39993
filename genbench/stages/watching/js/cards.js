// A card for each run: what it is at, its picture, its scores and curves.
const reels = document.getElementById("reels");
// What is not near the screen is drawn when it comes there.
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const run = runs.get(target.dataset.folder);
    if (!run) continue;
    run.isNear = isIntersecting;
    if (isIntersecting) dirty.add(run);
  }
  later();
}, { rootMargin: "400px" });

const STATES = {
  training: () => say("training"),
  waiting: () => say("waiting"),
  done: () => say("done"),
  stopped: () => say("stopped"),
  broken: () => say("broken"),
};

function newCard(run) {
  const card = find("#card > article").cloneNode(true);
  card.classList.add(`run-${run.at % facts.n_colours}`);
  card.dataset.folder = run.folder;
  run.card = card;
  place(run);
  near.observe(card);
  startSeeking(card);
  if (facts.teach) startSteering(run);
}

// A copy stands behind what it is a copy of; a run that begins while the page is open, in front.
function place(run) {
  const placed = [...runs.values()].filter((other) => other !== run && other.card);
  const source = placed.find(({ name }) => name === run.origin?.run);
  const copy = placed.find(({ origin }) => origin?.run === run.name);
  if (source) source.card.after(run.card);
  else if (copy) copy.card.before(run.card);
  else if (edge) reels.prepend(run.card);
  else reels.append(run.card);
}

function drawHead(run) {
  const { card } = run;
  const { state } = run.status;
  card.dataset.state = state;
  card.setAttribute("aria-label", run.name);
  find(".name", card).textContent = run.name;
  find(".state-text", card).textContent = stateText(run);
  const bar = find("progress", card);
  bar.value = run.last ? (run.steps.at(-1) ?? 0) / run.last : 0;
  bar.setAttribute("aria-label", say("Steps of {name}", { name: run.name }));
  const origin = find(".origin", card);
  origin.hidden = !run.origin;
  if (run.origin) origin.textContent = say("a copy of {name} from step {step} on", { name: run.origin.run, step: count(run.origin.step) });
  find(".frame", card).setAttribute("aria-label", say("Samples of {name} at the chosen time", { name: run.name }));
  drawAlarms(run);
  if (facts.teach) drawSteering(run);
}

function stateText(run) {
  const { state } = run.status;
  if (state === "broken") return `${STATES.broken()}: ${run.why}`;
  const at = run.steps.at(-1) ?? 0;
  const values = { state: STATES[state](), step: count(at), steps: count(run.last) };
  const left = state === "training" ? secondsLeft(run) : null;
  if (state === "waiting") return say("{state} at step {step} of {steps}", { ...values, step: count(run.status.checkpoints.at(-1)) });
  if (left === null) return say("{state}, step {step} of {steps}", values);
  return say("{state}, step {step} of {steps}, {left} left", { ...values, left: duration(left) });
}

function drawAlarms(run) {
  const list = find(".alarms", run.card);
  // What is announced once is not announced again.
  run.alarms.slice(list.children.length).forEach(({ step, said }) => {
    const item = document.createElement("li");
    item.className = "alarm";
    item.textContent = say("Step {step}: {text}", { step: count(step), text: said[document.documentElement.lang] });
    list.append(item);
  });
  while (list.children.length > run.alarms.length) list.lastChild.remove();
}

// The frame at a time, once it is decoded; the one that is asked for last is shown.
async function drawFrame(run, seen) {
  const i = lastAtOrBefore(run.frames, seen / run.batch);
  const step = run.frames[Math.max(0, i)];
  if (step === undefined || run.shown === step) return;
  run.shown = step;
  const { key } = run;
  if (!run.pictures.has(step)) {
    const picture = new Image();
    picture.src = `/frames/${key}/${step}.png`;
    run.pictures.set(step, picture);
  }
  const picture = run.pictures.get(step);
  try {
    await picture.decode();
  } catch {
    // The run is gone, or begun anew, which the stream tells.
    run.pictures.delete(step);
    if (run.shown === step) run.shown = null;
    return;
  }
  if (run.key !== key || run.shown !== step) return;
  const canvas = find(".frame", run.card);
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  canvas.dataset.step = step;
  find(".when", run.card).textContent = say("step {step}, {images} images seen", {
    step: count(step), images: count(step * run.batch),
  });
}
