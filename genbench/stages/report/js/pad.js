// The drawing pad: strokes, or a held-out image, and what every network makes of them.
const padElement = document.getElementById("pad");

// Grey levels of a cell as the models take them, Uint8Array [h * w * c].
function levelsOf(sheet, i, channels) {
  const canvas = document.createElement("canvas");
  draw(canvas, sheet, i);
  const { data } = canvas.getContext("2d").getImageData(0, 0, sheet.w, sheet.h);
  return Uint8Array.from({ length: sheet.w * sheet.h * channels }, (_, k) => (
    data[4 * Math.floor(k / channels) + (k % channels)]
  ));
}

// Who answers: all but the searches at once. Gives pixels -> what the searches are to begin with.
function audience(element, spec, train) {
  const judge = spec.judge ? judging(find(".judge", element), spec) : () => null;
  const answers = [nearest(find(".nearest", element), train, spec)];
  const searches = [];
  for (const card of findAll(".answering", element)) {
    const run = facts.runs[Number(card.dataset.run)];
    if (find(".back", card)) answers.push(comingBack(card, run));
    if (find(".criticism", card)) answers.push(criticism(card, run.readers.critic));
    if (find(".sought", card)) searches.push(seeking(card, run));
  }
  return (pixels) => {
    const told = judge(pixels);
    for (const answer of answers) answer(pixels);
    return () => { for (const search of searches) search(pixels, told); };
  };
}

// What is on the paper, as the models take it: gives () -> Uint8Array [h * w * c].
function picturing(paper, heldOut, { shape: [height, width, channels], is_centred: isCentred }) {
  const ink = inkOf([height, width], isCentred);
  return () => {
    if (paper.chosen !== null) return levelsOf(heldOut, paper.chosen, channels);
    const levels = new Uint8Array(height * width * channels);
    if (!paper.strokes.length) return levels;
    const grey = ink(paper.strokes);
    return levels.map((_, k) => grey[Math.floor(k / channels)]);
  };
}

function paint(slate, paper, heldOut) {
  const context = slate.getContext("2d");
  const size = [slate.width, slate.height];
  context.fillStyle = "#000";
  context.strokeStyle = "#fff";
  context.imageSmoothingEnabled = false;
  context.fillRect(0, 0, ...size);
  if (paper.chosen !== null) context.drawImage(heldOut.bitmap, ...cell(heldOut, paper.chosen), 0, 0, ...size);
  drawStrokes(context, paper.strokes, size, PEN * Math.min(...size));
}

function heldOutOptions({ held_out: heldOut, classes }, choose) {
  return options(heldOut.sheet, {
    id: "held-out",
    label: say("Held-out images"),
    nameOf: (i) => (heldOut.labels
      ? say("Held-out image {n}, of class {name}", { n: i + 1, name: classes[heldOut.labels[i]] })
      : say("Held-out image {n}", { n: i + 1 })),
    choose,
  });
}

// As a link has it, or the first held-out image.
function openedPaper(n) {
  if (recalled("ink") !== null) return { strokes: strokesIn(recalled("ink")), chosen: null };
  const [chosen] = recalledNumbers("held-out") ?? [0];
  return { strokes: [], chosen: chosen in [...Array(n)] ? chosen : 0 };
}

async function pad(element) {
  const spec = facts.pad;
  const [train, heldOut] = await Promise.all([open(spec.train.sheet), open(spec.held_out.sheet)]);
  const slate = find(".slate", element);
  const paper = openedPaper(heldOut.n);
  const picture = picturing(paper, heldOut, spec);
  const ask = audience(element, spec, train);

  function answer() {
    const start = performance.now();
    paint(slate, paper, heldOut);
    const pixels = Float32Array.from(picture(), (level) => level / 255);
    show(find(".seen canvas", element), pixels, spec.shape);
    const search = ask(pixels);
    element.dataset.milliseconds = (performance.now() - start).toFixed(1);
    return search;
  }
  function settle() {
    answer()();
    remember("draw", "held-out", paper.chosen);
    remember("draw", "ink", paper.chosen === null ? written(paper.strokes) : null);
  }
  function choose(i) {
    Object.assign(paper, { strokes: [], chosen: i });
    settle();
  }

  takeStrokes(slate, paper, { growing: answer, drawn: settle });
  find(".undo", element).addEventListener("click", () => { paper.strokes.pop(); settle(); });
  find(".clear", element).addEventListener("click", () => choose(null));
  const contact = find(".contact", element);
  contact.append(heldOutOptions(spec, choose));
  find("canvas", contact).getContext("2d").drawImage(heldOut.bitmap, 0, 0);
  answer()();
  element.dataset.ready = "yes";
}

if (padElement) whenNear(padElement, () => pad(padElement));
