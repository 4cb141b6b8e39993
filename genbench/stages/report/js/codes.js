// Codes of validation images as dots on a dark map, each class with its colour and its name.
const RADIUS = 2.6;

// `place` says where a code [x, y] is on the canvas.
function drawCodes(context, run, place, scale) {
  const { points, labels } = run.explorer.codes;
  const style = getComputedStyle(document.documentElement);
  // The palette's black would be lost on the dark map.
  const colours = run.classes.map((_, i) => (i % 10 === 7 ? "#fff" : style.getPropertyValue(`--c${i % 10}`)));
  points.forEach((point, i) => {
    const [x, y] = place(point);
    context.fillStyle = labels ? colours[labels[i]] : "#56b4e9";
    context.beginPath();
    context.arc(x, y, RADIUS * scale, 0, 2 * Math.PI);
    context.fill();
  });
  if (labels) nameClasses(context, run, place, scale);
}

// A name at the median of its class: the colours do not carry it alone.
function nameClasses(context, run, place, scale) {
  const { points, labels } = run.explorer.codes;
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `700 ${15 * scale}px system-ui, sans-serif`;
  run.classes.forEach((name, label) => {
    const own = points.filter((_, i) => labels[i] === label);
    if (!own.length) return;
    const [x, y] = place([median(own.map((p) => p[0])), median(own.map((p) => p[1]))]);
    context.lineWidth = 5 * scale;
    context.strokeStyle = "#000";
    context.strokeText(name, x, y);
    context.fillStyle = "#fff";
    context.fillText(name, x, y);
  });
}
