// Places in a plane through the latents, and what is drawn from them.
const decoderOf = (spec) => {
  const chain = chainOf(spec.decoder);
  return (latents) => outputsOf(chain, latents);
};

// The normal distribution function; Abramowitz and Stegun 1964, formula 7.1.26, error below 1.5e-7.
function normalShare(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741
    + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - tail * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

// Numbers in [0, 1) that a seed fixes: what a link opens is the same for everyone.
// A linear congruence; Press et al. 1992, "Numerical Recipes in C", section 7.1.
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const normalFrom = (random) => () => (
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
);

const oneHot = (i, n) => Array.from({ length: n }, (_, j) => Number(i === j));

// A place in the unit square -> latents. The same rules stand in plane.py.
function latentsAt(spec, corners, across, up) {
  const span = spec.high - spec.low;
  if (spec.plane === "latents") return [spec.low + span * across, spec.low + span * up];
  const weights = [(1 - across) * up, across * up, (1 - across) * (1 - up), across * (1 - up)];
  const length = Math.hypot(...weights);
  const latents = new Float32Array(spec.size);
  for (let i = 0; i < spec.size; i++) {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += weights[k] * corners[k * spec.size + i];
    sum /= length;
    latents[i] = spec.prior === "uniform" ? spec.low + span * normalShare(sum) : sum;
  }
  return latents;
}

function toPicture(values, [height, width, channels]) {
  const picture = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = 255 * values[i * channels + (channels === 3 ? c : 0)] + 0.5;
    picture.data[4 * i + 3] = 255;
  }
  return picture;
}
