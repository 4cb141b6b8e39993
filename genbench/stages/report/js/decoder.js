// A model's decoder in plain arithmetic: dense layers, their weights unpacked from half precision.
function bytes(text) {
  const binary = atob(text);
  const array = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) array[i] = binary.charCodeAt(i);
  return array;
}

function halves(text) {
  const packed = new DataView(bytes(text).buffer);
  const values = new Float32Array(packed.byteLength / 2);
  for (let i = 0; i < values.length; i++) {
    const h = packed.getUint16(2 * i, true);
    const exponent = (h >> 10) & 31;
    const fraction = h & 1023;
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction;
    values[i] = h & 0x8000 ? -size : size;
  }
  return values;
}

const activations = {
  linear: (x) => x,
  relu: (x) => (x > 0 ? x : 0),
  leaky_relu: (x) => (x > 0 ? x : 0.2 * x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

function decoderOf(spec) {
  const layers = spec.decoder.map((layer) => ({
    kernel: halves(layer.kernel),
    bias: halves(layer.bias),
    n: layer.n,
    activation: activations[layer.activation],
  }));
  return (latents) => {
    let values = latents;
    for (const { kernel, bias, n, activation } of layers) {
      const sums = Float32Array.from(bias);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value === 0) continue;
        for (let j = 0, at = i * n; j < n; j++, at++) sums[j] += value * kernel[at];
      }
      for (let j = 0; j < n; j++) sums[j] = activation(sums[j]);
      values = sums;
    }
    return values;
  };
}

// The normal distribution function; Abramowitz and Stegun 1964, formula 7.1.26, error below 1.5e-7.
function normalShare(x) {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741
    + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - tail * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

function normalDraw() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

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
