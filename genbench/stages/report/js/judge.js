// The judge: 5 x 5 convolutions with stride 2, then dense layers. As scoring/judge/network.py.
const STRIDE = 2;

// A picture [h, w, c] in one array -> the next one, and its shape.
function convolved(values, [height, width, channels], { kernel, bias, shape: [size, , , n] }) {
  const [h, w] = [Math.ceil(height / STRIDE), Math.ceil(width / STRIDE)];
  const padding = size >> 1;
  const sums = new Float32Array(h * w * n);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const own = sums.subarray((y * w + x) * n, (y * w + x + 1) * n);
      own.set(bias);
      for (let down = 0; down < size; down++) {
        const row = STRIDE * y + down - padding;
        if (row < 0 || row >= height) continue;
        for (let right = 0; right < size; right++) {
          const column = STRIDE * x + right - padding;
          if (column < 0 || column >= width) continue;
          const at = (row * width + column) * channels;
          const weight = (down * size + right) * channels * n;
          addProducts(own, values.subarray(at, at + channels), kernel.subarray(weight, weight + channels * n));
        }
      }
    }
  }
  return [sums, [h, w, n]];
}

// Gives pixels in [0, 1] -> the probability of each class, and at last of nothing.
function judgeOf(specs, shape) {
  const layers = specs.map((spec) => ({ kernel: halves(spec.kernel), bias: halves(spec.bias), shape: spec.shape }));
  return (pixels) => {
    let values = pixels;
    let size = shape;
    layers.forEach((layer, i) => {
      if (layer.shape.length === 4) [values, size] = convolved(values, size, layer);
      else values = addProducts(Float32Array.from(layer.bias), values, layer.kernel);
      if (i < layers.length - 1) values = values.map((x) => Math.max(0, x));
    });
    const most = Math.max(...values);
    const shares = values.map((logit) => Math.exp(logit - most));
    const whole = shares.reduce((sum, share) => sum + share);
    return shares.map((share) => share / whole);
  };
}
