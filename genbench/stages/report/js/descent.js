// The sample nearest to a picture, found by descent in the latents of a generator.
const N_STARTS = 32;
const N_DESCENTS = 200;
const MILLISECONDS = 8;

// Gives a generator of {step, picture, difference}, the root mean square of what still differs.
// Adam: Kingma and Ba 2014, arXiv:1412.6980, algorithm 1.
function* descending(chain, spec, target, told) {
  const random = randomFrom(1);
  const draw = spec.prior === "uniform"
    ? () => spec.low + (spec.high - spec.low) * random() : normalFrom(random);
  const trace = (latents) => traceOf(chain, Float32Array.from([...latents, ...told]));
  const error = (picture) => picture.reduce((sum, x, i) => sum + (x - target[i]) ** 2, 0) / target.length;
  const starts = Array.from({ length: N_STARTS }, () => Float32Array.from({ length: spec.size }, draw));
  const errors = starts.map((latents) => error(trace(latents).at(-1)));
  const latents = starts[errors.indexOf(Math.min(...errors))];
  const mean = new Float32Array(spec.size);
  const square = new Float32Array(spec.size);
  for (let step = 0; ; step++) {
    const passed = trace(latents);
    const picture = passed.at(-1);
    yield { step, picture, difference: Math.sqrt(error(picture)) };
    const slopes = backwards(chain, passed, picture.map((x, i) => (2 * (x - target[i])) / target.length));
    const rate = 0.1 * (1 - step / N_DESCENTS);
    for (let i = 0; i < latents.length; i++) {
      mean[i] = 0.9 * mean[i] + 0.1 * slopes[i];
      square[i] = 0.99 * square[i] + 0.01 * slopes[i] ** 2;
      const unbiased = mean[i] / (1 - 0.9 ** (step + 1));
      const size = Math.sqrt(square[i] / (1 - 0.99 ** (step + 1))) + 1e-8;
      latents[i] -= (rate * unbiased) / size;
      if (spec.prior === "uniform") latents[i] = Math.max(spec.low, Math.min(spec.high, latents[i]));
    }
  }
}

// Goes down a little in each frame and shows where it is; gives a function that stops it.
function descend(steps, show) {
  let frame = 0;
  function go() {
    const start = performance.now();
    let found;
    do found = steps.next().value;
    while (found.step < N_DESCENTS && performance.now() - start < MILLISECONDS);
    show(found);
    if (found.step < N_DESCENTS) frame = requestAnimationFrame(go);
  }
  frame = requestAnimationFrame(go);
  return () => cancelAnimationFrame(frame);
}
