// The drawing pad: a stroke, or a held-out image, and what every network makes of it.
const padElement = document.getElementById("pad");
// Points of a stroke nearer to each other than that tell nothing new.
const LEAST_STEP = 0.015;
// Points lie on a grid of so many places a side, and a stroke has as many at most: a byte each.
const N_PLACES = 255;

// Grey levels of a cell as the models take them, Uint8Array [h * w * c].
function levelsOf(sheet, i, channels) {
  const canvas = document.createElement("canvas");
  draw(canvas, sheet, i);
  const { data } = canvas.getContext("2d").getImageData(0, 0, sheet.w, sheet.h);
  return Uint8Array.from({ length: sheet.w * sheet.h * channels }, (_, k) => (
    data[4 * Math.floor(k / channels) + (k % channels)]
  ));
}

// Strokes as text for a link and back: of each the number of its points, then these.
function written(strokes) {
  const numbers = strokes.flatMap((stroke) => [stroke.length, ...stroke.flat().map((z) => Math.round(N_PLACES * z))]);
  return btoa(String.fromCharCode(...numbers)).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_" })[c] ?? "");
}

function strokesIn(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return [];
  const numbers = [...bytes(text.replace(/-/g, "+").replace(/_/g, "/"))];
  const strokes = [];
  while (numbers.length) {
    const stroke = numbers.splice(0, 1 + 2 * numbers[0]).slice(1).map((z) => z / N_PLACES);
    strokes.push(stroke.flatMap((x, i) => (i % 2 ? [] : [[x, stroke[i + 1]]])));
  }
  return strokes.filter((stroke) => stroke.length && stroke.flat().every(Number.isFinite));
}

async function pad(element) {
  const spec = facts.pad;
  const [height, width, channels] = spec.shape;
  const [train, heldOut] = await Promise.all([open(spec.train.sheet), open(spec.held_out.sheet)]);
  const slate = find(".slate", element);
  const seen = find(".seen canvas", element);
  const ink = inkOf([height, width], spec.is_centred);
  const judge = spec.judge ? judging(find(".judge", element), spec) : () => null;
  const answers = [nearest(find(".nearest", element), train, spec)];
  const searches = [];
  for (const card of findAll(".answering", element)) {
    const run = facts.runs[Number(card.dataset.run)];
    if (find(".back", card)) answers.push(comingBack(card, run));
    if (find(".criticism", card)) answers.push(criticism(card, run.readers.critic));
    if (find(".sought", card)) searches.push(seeking(card, run));
  }
  let strokes = [];
  let chosen = 0;

  const levels = () => {
    if (chosen !== null) return levelsOf(heldOut, chosen, channels);
    if (!strokes.length) return new Uint8Array(height * width * channels);
    const grey = ink(strokes);
    return channels === 1 ? grey : Uint8Array.from({ length: grey.length * channels }, (_, k) => grey[Math.floor(k / channels)]);
  };
  function paint() {
    const context = slate.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, slate.width, slate.height);
    context.imageSmoothingEnabled = false;
    if (chosen !== null) context.drawImage(heldOut.bitmap, ...cell(heldOut, chosen), 0, 0, slate.width, slate.height);
    context.strokeStyle = "#fff";
    drawStrokes(context, strokes, [slate.width, slate.height], PEN * Math.min(slate.width, slate.height));
  }
  // While a stroke is drawn; gives what the searches start from.
  function answer() {
    const start = performance.now();
    paint();
    const pixels = Float32Array.from(levels(), (level) => level / 255);
    show(seen, pixels, spec.shape);
    const told = judge(pixels);
    for (const each of answers) each(pixels);
    element.dataset.milliseconds = (performance.now() - start).toFixed(1);
    return [pixels, told];
  }
  function settle() {
    const found = answer();
    for (const search of searches) search(...found);
  }
  function settled() {
    settle();
    remember("draw", "held-out", chosen);
    remember("draw", "ink", chosen === null ? written(strokes) : null);
  }
  function choose(i) {
    strokes = [];
    chosen = i;
    settled();
  }

  const pointOf = (event) => {
    const box = slate.getBoundingClientRect();
    const onGrid = (share) => Math.round(N_PLACES * Math.max(0, Math.min(1, share))) / N_PLACES;
    return [onGrid((event.clientX - box.left) / box.width), onGrid((event.clientY - box.top) / box.height)];
  };
  let waiting = 0;
  slate.addEventListener("pointerdown", (event) => {
    slate.setPointerCapture(event.pointerId);
    chosen = null;
    strokes.push([pointOf(event)]);
    answer();
  });
  slate.addEventListener("pointermove", (event) => {
    if (!event.buttons || !strokes.length) return;
    for (const each of event.getCoalescedEvents()) {
      const [x, y] = pointOf(each);
      const [left, top] = strokes.at(-1).at(-1);
      if (Math.hypot(x - left, y - top) < LEAST_STEP) continue;
      if (strokes.at(-1).length === N_PLACES) strokes.push([[left, top]]);
      strokes.at(-1).push([x, y]);
    }
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(answer);
  });
  slate.addEventListener("pointerup", () => {
    cancelAnimationFrame(waiting);
    settled();
  });
  find(".undo", element).addEventListener("click", () => { strokes.pop(); settled(); });
  find(".clear", element).addEventListener("click", () => choose(null));

  const contact = find(".contact", element);
  contact.append(options(spec.held_out.sheet, {
    id: "held-out",
    label: say("Held-out images"),
    nameOf: (i) => (spec.held_out.labels
      ? say("Held-out image {n}, of class {name}", { n: i + 1, name: spec.classes[spec.held_out.labels[i]] })
      : say("Held-out image {n}", { n: i + 1 })),
    choose,
  }));
  find("canvas", contact).getContext("2d").drawImage(heldOut.bitmap, 0, 0);
  [chosen] = recalledNumbers("held-out") ?? [0];
  if (!(chosen in contact.lastChild.children)) chosen = 0;
  if (recalled("ink") !== null) [chosen, strokes] = [null, strokesIn(recalled("ink"))];
  settle();
  element.dataset.ready = "yes";
}

if (padElement) whenNear(padElement, () => pad(padElement));
