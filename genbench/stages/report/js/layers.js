// Networks in plain arithmetic, their weights unpacked from half precision.
function bytes(text) {
  const binary = atob(text);
  const array = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) array[i] = binary.charCodeAt(i);
  return array;
}

// All 65,536 halves there are: looked up, they are unpacked ten times as fast as worked out.
const everyHalf = once(() => Float32Array.from({ length: 65536 }, (_, h) => {
  const exponent = (h >> 10) & 31;
  const fraction = h & 1023;
  const size = exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction;
  return h & 0x8000 ? -size : size;
}));

function halves(text) {
  const packed = bytes(text);
  const known = everyHalf();
  const values = new Float32Array(packed.length / 2);
  for (let i = 0; i < values.length; i++) values[i] = known[packed[2 * i] | (packed[2 * i + 1] << 8)];
  return values;
}

// Each with its slope, as what it gives tells it.
const activations = {
  linear: [(x) => x, () => 1],
  relu: [(x) => (x > 0 ? x : 0), (y) => (y > 0 ? 1 : 0)],
  leaky_relu: [(x) => (x > 0 ? x : 0.2 * x), (y) => (y > 0 ? 1 : 0.2)],
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (y) => y * (1 - y)],
  tanh: [Math.tanh, (y) => 1 - y * y],
};

function chainOf(specs) {
  return specs.map((layer) => ({
    kernel: halves(layer.kernel),
    bias: halves(layer.bias),
    n: layer.n,
    activation: activations[layer.activation],
  }));
}

// Adds inputs times rows of a kernel to sums; most pixels of a drawing are zero.
function addProducts(sums, inputs, kernel) {
  const n = sums.length;
  for (let i = 0; i < inputs.length; i++) {
    const value = inputs[i];
    if (value === 0) continue;
    for (let j = 0, at = i * n; j < n; j++, at++) sums[j] += value * kernel[at];
  }
  return sums;
}

// The inputs, and after them what each layer gives.
function traceOf(chain, inputs) {
  const trace = [inputs];
  for (const { kernel, bias, activation: [activate] } of chain) {
    const sums = addProducts(Float32Array.from(bias), trace.at(-1), kernel);
    for (let j = 0; j < sums.length; j++) sums[j] = activate(sums[j]);
    trace.push(sums);
  }
  return trace;
}

const outputsOf = (chain, inputs) => traceOf(chain, inputs).at(-1);

// The slopes of a number in the inputs of a chain, from its slopes in what the chain gives.
function backwards(chain, trace, slopes) {
  let behind = slopes;
  for (let k = chain.length - 1; k >= 0; k--) {
    const { kernel, n, activation: [, slope] } = chain[k];
    const given = trace[k + 1];
    const inner = behind.map((value, j) => value * slope(given[j]));
    behind = new Float32Array(trace[k].length);
    for (let i = 0; i < behind.length; i++) {
      let sum = 0;
      for (let j = 0, at = i * n; j < n; j++, at++) sum += inner[j] * kernel[at];
      behind[i] = sum;
    }
  }
  return behind;
}
