// Strokes of a pointer. A stroke is a list of points [x, y] in the unit square of the slate.
// Points nearer to each other than that tell nothing new.
const LEAST_STEP = 0.015;
// Points lie on a grid of so many places a side, and a stroke has as many at most: a byte each.
const N_PLACES = 255;

// Adds what is drawn on the slate to the paper's strokes: `growing` is told while a stroke grows,
// once for each frame, and `drawn` at its end.
function takeStrokes(slate, paper, { growing, drawn }) {
  const onGrid = (share) => Math.round(N_PLACES * Math.max(0, Math.min(1, share))) / N_PLACES;
  const pointOf = (event) => {
    const box = slate.getBoundingClientRect();
    return [onGrid((event.clientX - box.left) / box.width), onGrid((event.clientY - box.top) / box.height)];
  };
  let waiting = 0;
  function add([x, y]) {
    const stroke = paper.strokes.at(-1);
    const [left, top] = stroke.at(-1);
    if (Math.hypot(x - left, y - top) < LEAST_STEP) return;
    if (stroke.length < N_PLACES) stroke.push([x, y]);
    else paper.strokes.push([[left, top], [x, y]]);
  }
  slate.addEventListener("pointerdown", (event) => {
    slate.setPointerCapture(event.pointerId);
    paper.chosen = null;
    paper.strokes.push([pointOf(event)]);
    growing();
  });
  slate.addEventListener("pointermove", (event) => {
    if (!slate.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents()) add(pointOf(each));
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(growing);
  });
  slate.addEventListener("lostpointercapture", () => {
    cancelAnimationFrame(waiting);
    drawn();
  });
}

// Strokes as text for a link and back: of each the number of its points, then these.
function written(strokes) {
  const numbers = strokes.flatMap((stroke) => [stroke.length, ...stroke.flat().map((z) => Math.round(N_PLACES * z))]);
  return btoa(String.fromCharCode(...numbers)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function strokesIn(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return [];
  const numbers = [...bytes(text.replace(/-/g, "+").replace(/_/g, "/"))];
  const strokes = [];
  while (numbers.length) {
    const places = numbers.splice(0, 1 + 2 * numbers[0]).slice(1).map((z) => z / N_PLACES);
    strokes.push(Array.from({ length: places.length >> 1 }, (_, i) => [places[2 * i], places[2 * i + 1]]));
  }
  return strokes.filter((stroke) => stroke.length);
}
