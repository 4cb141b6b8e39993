// Strokes -> grey levels as a data set has them. A stroke is a list of points [x, y] in the unit
// square of the slate, whose sides are those of the images.

// MNIST's digits fill a box of 20 x 20 and have their centre of mass in the middle of 28 x 28.
const BOX = 20 / 28;
// Width of the pen, as a share of the shorter side: as much ink as MNIST's digits have.
const PEN = 2.4 / 28;
// A dot is not blown up to a disc.
const LEAST_EXTENT = 0.2;
// Points of a fine picture for each of a coarse one; fine enough for grey edges.
const FINE = 8;
const FINEST = 512;

function drawStrokes(context, strokes, [width, height], pen) {
  context.lineWidth = pen;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(([x, y], i) => (i ? context.lineTo(x * width, y * height) : context.moveTo(x * width, y * height)));
    // A stroke of one point is a dot.
    if (stroke.length === 1) context.lineTo(stroke[0][0] * width, stroke[0][1] * height);
    context.stroke();
  }
}

// The strokes with their longer side filling the box, and in its middle.
function boxed(strokes) {
  const range = (values) => [Math.min(...values), Math.max(...values)];
  const [left, right] = range(strokes.flat().map((p) => p[0]));
  const [top, bottom] = range(strokes.flat().map((p) => p[1]));
  const scale = (BOX - PEN) / Math.max(right - left, bottom - top, LEAST_EXTENT);
  return strokes.map((stroke) => stroke.map(([x, y]) => [
    0.5 + scale * (x - (left + right) / 2), 0.5 + scale * (y - (top + bottom) / 2),
  ]));
}

// Gives [strokes] -> grey levels, Uint8Array [h * w].
function inkOf([height, width], isCentred) {
  const fine = Math.max(1, Math.min(FINE, Math.floor(FINEST / Math.max(height, width))));
  const canvas = document.createElement("canvas");
  const [w, h] = [fine * width, fine * height];
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.strokeStyle = "#fff";
  return (strokes) => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, w, h);
    drawStrokes(context, isCentred ? boxed(strokes) : strokes, [w, h], PEN * Math.min(w, h));
    const { data } = context.getImageData(0, 0, w, h);
    const [right, down] = isCentred ? offCentre(data, w, h) : [0, 0];
    return averaged(data, [height, width], fine, [right, down]);
  };
}

// How far the centre of mass lies right of the middle, and below it, in whole fine points.
function offCentre(data, w, h) {
  let [mass, across, down] = [0, 0, 0];
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++, at += 4) {
      mass += data[at];
      across += data[at] * x;
      down += data[at] * y;
    }
  }
  return [Math.round(across / mass - (w - 1) / 2), Math.round(down / mass - (h - 1) / 2)];
}

// Means of blocks of fine x fine points, the picture moved left and up by so many of them.
function averaged(data, [height, width], fine, [right, down]) {
  const [w, h] = [fine * width, fine * height];
  const sums = new Float32Array(height * width);
  for (let y = Math.max(0, -down); y < Math.min(h, h - down); y++) {
    const row = Math.floor(y / fine) * width;
    for (let x = Math.max(0, -right); x < Math.min(w, w - right); x++) {
      sums[row + Math.floor(x / fine)] += data[4 * ((y + down) * w + x + right)];
    }
  }
  return Uint8Array.from(sums, (sum) => Math.round(sum / (fine * fine)));
}
