// The curves of a run: a panel for each scalar that changes, what it is in validation beside it.
const WIDTH = 300;
const HEIGHT = 100;
const MARGIN = 4;
const MOST_POINTS = 300;
const MOST_OPEN = 4;
const VALIDATION = "validation_";
const OF_SNAPSHOTS = ["sample_", "active_units", "prior_1nn"];
// More than the rounding of float32 sums, as pictures/lines.py has it.
const ROUNDING = 1e-5;

function panelsOf(run) {
  const names = new Set([...run.series.keys()].map((name) => name.replace(VALIDATION, "")));
  return [...names].map((name) => ({
    name,
    lines: [run.series.get(name), run.series.get(VALIDATION + name)],
  })).filter(({ lines }) => lines.some((line) => line?.x.length > 1) && changes(lines));
}

function bounds(lines) {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines) {
    for (const value of line?.y ?? []) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

function changes(lines) {
  const [low, high] = bounds(lines);
  return high - low > ROUNDING * Math.max(Math.abs(low), Math.abs(high));
}

function path(line, low, high, last) {
  const n = line?.x.length ?? 0;
  if (n < 2) return "";
  const every = Math.ceil(n / MOST_POINTS);
  const places = [];
  for (let i = 0; i < n; i += i + every < n || i === n - 1 ? every : n - 1 - i) {
    const x = (WIDTH * line.x[i]) / last;
    const y = MARGIN + ((HEIGHT - 2 * MARGIN) * (high - line.y[i])) / (high - low);
    places.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return `M${places.join("L")}`;
}

function drawCurves(run, last) {
  const panels = panelsOf(run);
  const [main, more] = findAll(".charts", run.card);
  const figures = new Map(findAll(".chart", run.card).map((figure) => [figure.dataset.name, figure]));
  panels.forEach(({ name, lines }, i) => {
    const figure = figures.get(name) ?? newFigure(name);
    figures.delete(name);
    const home = i < MOST_OPEN ? main : more;
    if (figure.parentElement !== home) home.append(figure);
    drawPanel(figure, name, lines, last);
  });
  for (const figure of figures.values()) figure.remove();
  const folded = find(".more", run.card);
  const n = Math.max(0, panels.length - MOST_OPEN);
  folded.hidden = !n;
  find("summary", folded).textContent = say("{n} more curves", { n });
}

function newFigure(name) {
  const figure = find("#chart > figure").cloneNode(true);
  figure.dataset.name = name;
  const isOwn = OF_SNAPSHOTS.some((start) => name.startsWith(start));
  find(".label", figure).textContent = isOwn ? say("snapshots") : say("training");
  return figure;
}

function drawPanel(figure, name, lines, last) {
  const title = find(`#labels > [data-name="${CSS.escape(name)}"]`)?.textContent ?? name.replaceAll("_", " ");
  const [low, high] = bounds(lines);
  find("figcaption", figure).textContent = title;
  find("svg", figure).setAttribute("aria-label", say("{what}, from {low} to {high}", {
    what: title, low: short(low), high: short(high),
  }));
  find(".high", figure).textContent = short(high);
  find(".low", figure).textContent = short(low);
  findAll("path", figure).forEach((each, i) => each.setAttribute("d", path(lines[i], low, high, last)));
  findAll(".values > span", figure).forEach((each, i) => { each.hidden = !lines[i]; });
}

function drawCursors(run, seen, last) {
  const x = Math.min(WIDTH, (WIDTH * seen) / last);
  for (const figure of findAll(".chart", run.card)) {
    const { name } = figure.dataset;
    const cursor = find(".cursor", figure);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    [name, VALIDATION + name].forEach((each, i) => {
      const value = valueAt(run.series.get(each), seen);
      findAll("b", figure)[i].textContent = value === null ? "–" : short(value);
    });
  }
}
