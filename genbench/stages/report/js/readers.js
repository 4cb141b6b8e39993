// Who answers a drawing. Each is given the pixels, in [0, 1], and shows what it makes of them.
const percent = (share) => `${Math.round(100 * share)} %`;

function show(canvas, picture, [height, width, channels]) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(toPicture(picture, [height, width, channels]), 0, 0);
}

const difference = (a, b) => Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0) / a.length);

// What the judge reads; gives the number of the class, or null for nothing.
function judging(element, spec) {
  const judge = judgeOf(spec.judge, spec.shape);
  const [read, others] = [find(".read", element), find(".others", element)];
  return (pixels) => {
    const shares = [...judge(pixels)];
    const names = [...spec.classes, say("nothing")];
    const [first, second] = shares.map((_, i) => i).sort((a, b) => shares[b] - shares[a]);
    const told = (i) => ({ name: names[i], share: percent(shares[i]) });
    read.textContent = say("{name}, {share}", told(first));
    others.textContent = say("then {name}, {share}", told(second));
    return first < spec.classes.length ? first : null;
  };
}

// The nearest of the training images that travel with the page.
function nearest(element, sheet, spec) {
  const canvas = find("canvas", element);
  const caption = find("figcaption", element);
  const images = Array.from({ length: sheet.n }, (_, i) => levelsOf(sheet, i, spec.shape[2]));
  return (pixels) => {
    let [best, least] = [0, Infinity];
    images.forEach((image, k) => {
      let sum = 0;
      for (let i = 0; i < image.length && sum < least; i++) sum += (pixels[i] - image[i] / 255) ** 2;
      if (sum < least) [best, least] = [k, sum];
    });
    draw(canvas, sheet, best);
    const away = short(Math.sqrt(least / pixels.length));
    caption.textContent = spec.train.labels
      ? say("nearest training image, of class {name}: RMS difference {away}", { name: spec.classes[spec.train.labels[best]], away })
      : say("nearest training image: RMS difference {away}", { away });
  };
}

// Encoder and decoder: the code, and what comes back.
function comingBack(element, run) {
  const encoder = chainOf(run.readers.encoder);
  const decode = decoderOf(run.explorer);
  const canvas = find(".back canvas", element);
  const caption = find(".back figcaption", element);
  const mark = find(".place", element) && placing(find(".place", element), run);
  return (pixels) => {
    const code = outputsOf(encoder, pixels);
    const picture = decode(code);
    show(canvas, picture, run.explorer.shape);
    caption.textContent = say("what comes back: RMS difference {away}", { away: short(difference(picture, pixels)) });
    element.dataset.code = [...code].join(" ");
    if (mark) mark(code);
  };
}

// The code among those of validation images.
function placing(element, run) {
  const { low, high } = run.explorer;
  const canvas = find("canvas", element);
  const caption = find("figcaption", element);
  const context = canvas.getContext("2d");
  const at = (z) => Math.max(0, Math.min(1, (z - low) / (high - low)));
  const place = ([x, y]) => [at(x) * canvas.width, (1 - at(y)) * canvas.height];
  const map = document.createElement("canvas");
  [map.width, map.height] = [canvas.width, canvas.height];
  // Larger than on the explorer's map, which is shown larger.
  drawCodes(map.getContext("2d"), run, place, map.width / (8 * 28));
  return (code) => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(map, 0, 0);
    const [x, y] = place(code);
    for (const [width, colour] of [[10, "#000"], [5, "#fff"]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(x, y, 18, 0, 2 * Math.PI);
      context.stroke();
    }
    const isOutside = [...code].some((z) => z < low || z > high);
    const numbers = [...code].map((z) => z.toFixed(2).replace("-", "−")).join(", ");
    caption.textContent = isOutside
      ? say("its code: {numbers}, beyond the map", { numbers }) : say("its code: {numbers}", { numbers });
  };
}

const oddsOf = (logit) => 1 / (1 + Math.exp(-logit));

// The discriminator: its odds of "real", or a score that only others of its own give a meaning.
function criticism(element, { layers, is_odds: isOdds }) {
  const chain = chainOf(layers);
  const output = find(".odds", element);
  const meter = find("meter", element);
  return (pixels) => {
    const [logit] = outputsOf(chain, pixels);
    output.textContent = isOdds ? percent(oddsOf(logit)) : short(logit);
    if (meter) meter.value = oddsOf(logit);
    element.dataset.logit = logit;
  };
}

// A generator without an encoder: the nearest of its samples, shown while it is sought.
function seeking(element, run) {
  const chain = chainOf(run.explorer.decoder);
  const canvas = find(".sought canvas", element);
  const caption = find(".sought figcaption", element);
  let stop = () => {};
  return (pixels, told) => {
    stop();
    if (run.explorer.told && told === null) {
      caption.textContent = say("It draws one class at a time, and the judge reads none here.");
      return;
    }
    const label = run.explorer.told ? oneHot(told, run.explorer.told) : [];
    stop = descend(descending(chain, run.explorer, pixels, label), (found) => {
      show(canvas, found.picture, run.explorer.shape);
      caption.textContent = say("its nearest sample, step {step} of {n}: RMS difference {away}", {
        step: found.step, n: N_DESCENTS, away: short(found.difference),
      });
      element.dataset.sought = found.step;
    });
  };
}
