// A map of a plane through the latents; the place under the pointer is decoded at once.
async function explorer(element) {
  const run = facts.runs[Number(element.dataset.run)];
  const spec = run.explorer;
  const [height, width] = spec.shape;
  const map = find(".map", element);
  const target = find(".decoded canvas", element);
  const caption = find(".decoded figcaption", element);
  const crosshair = find(".crosshair", element);
  const [acrossInput, upInput] = findAll(".sliders input", element);
  const codesInput = find(".codes", element);
  const told = find(".told", element);
  const picture = document.createElement("canvas");
  const own = (name) => `${name}-${element.dataset.run}`;
  let corners = spec.corners ? new Float32Array(bytes(spec.corners).buffer) : null;
  if (recalledNumbers(own("corners"))) drawCorners(...recalledNumbers(own("corners")));
  if (told && recalled(own("class"))) told.value = recalled(own("class"));
  if (codesInput && recalled(own("codes"))) codesInput.checked = false;
  [acrossInput.value, upInput.value] = recalledNumbers(own("walk")) ?? [0.5, 0.5];
  const paint = spec.decoder ? live(decoderOf(spec)) : blended(await open(spec.sprite));

  // Two ways to have a picture at a place: decode it, or blend the four decoded around it.
  function live(decode) {
    return (context, across, up, x = 0, y = 0) => {
      const latents = latentsAt(spec, corners, across, up);
      const given = told ? [...latents, ...oneHot(Number(told.value), spec.told)] : latents;
      context.putImageData(toPicture(decode(given), spec.shape), x, y);
    };
  }
  function blended(sheet) {
    return (context, across, up, x = 0, y = 0) => {
      const n = spec.tiles - 1;
      const [column, row] = [across * n, (1 - up) * n];
      const [left, top] = [Math.min(n - 1, Math.floor(column)), Math.min(n - 1, Math.floor(row))];
      const [fx, fy] = [column - left, row - top];
      // Drawn one over the other: each opacity is the picture's share of what is drawn so far.
      let total = 0;
      for (const [dx, dy, share] of [
        [0, 0, (1 - fx) * (1 - fy)], [1, 0, fx * (1 - fy)], [0, 1, (1 - fx) * fy], [1, 1, fx * fy],
      ]) {
        if (share <= 0) continue;
        total += share;
        context.globalAlpha = share / total;
        const i = (top + dy) * spec.tiles + left + dx;
        context.drawImage(sheet.bitmap, ...cell(sheet, i), x, y, width, height);
      }
      context.globalAlpha = 1;
    };
  }

  function drawCorners(seed) {
    corners = Float32Array.from({ length: 4 * spec.size }, normalFrom(randomFrom(seed)));
  }

  function paintTiles() {
    picture.width = spec.tiles * width;
    picture.height = spec.tiles * height;
    const context = picture.getContext("2d");
    const n = spec.tiles - 1;
    for (let row = 0; row <= n; row++) {
      for (let column = 0; column <= n; column++) {
        paint(context, column / n, 1 - row / n, column * width, row * height);
      }
    }
  }
  function paintMap() {
    const context = map.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, map.width, map.height);
    if (!codesInput || !codesInput.checked) return;
    context.fillStyle = "rgb(0 0 0 / 0.62)";
    context.fillRect(0, 0, map.width, map.height);
    const share = (z) => (z - spec.low) / (spec.high - spec.low);
    drawCodes(context, run, ([x, y]) => inMap(share(x), share(y)), map.width / (15 * 28));
  }

  // The centres of the outermost tiles are the edges of the plane.
  function inMap(across, up) {
    const n = spec.tiles;
    return [((0.5 + across * (n - 1)) / n) * map.width, ((0.5 + (1 - up) * (n - 1)) / n) * map.height];
  }
  function show(across, up) {
    acrossInput.value = across;
    upInput.value = up;
    const [x, y] = inMap(across, up);
    crosshair.style.left = `${(100 * x) / map.width}%`;
    crosshair.style.top = `${(100 * y) / map.height}%`;
    paint(target.getContext("2d"), across, up);
    const percent = (share) => Math.round(100 * share);
    caption.textContent = spec.plane === "latents"
      ? say("latents {values}", { values: latentsAt(spec, null, across, up).map((z) => z.toFixed(2).replace("-", "−")).join(", ") })
      : say("{across} % across, {up} % up", { across: percent(across), up: percent(up) });
  }
  function walk(across, up) {
    show(across, up);
    remember("latents", own("walk"), [across, up].map((share) => share.toFixed(3)));
  }
  const pad = find(".pad", element);
  const follow = (event) => {
    const box = map.getBoundingClientRect();
    const n = spec.tiles;
    const part = (share) => Math.max(0, Math.min(1, (share * n - 0.5) / (n - 1)));
    walk(part((event.clientX - box.left) / box.width), 1 - part((event.clientY - box.top) / box.height));
  };
  pad.addEventListener("pointerdown", (event) => { pad.setPointerCapture(event.pointerId); follow(event); });
  pad.addEventListener("pointermove", follow);
  for (const input of [acrossInput, upInput]) {
    input.addEventListener("input", () => walk(Number(acrossInput.value), Number(upInput.value)));
  }
  if (codesInput) {
    codesInput.addEventListener("change", () => {
      paintMap();
      remember("latents", own("codes"), codesInput.checked ? null : "off");
    });
  }
  const again = find(".again", element);
  const repaint = () => {
    paintTiles();
    paintMap();
    show(Number(acrossInput.value), Number(upInput.value));
  };
  if (told) {
    told.addEventListener("change", () => {
      repaint();
      remember("latents", own("class"), told.value);
    });
  }
  if (again) {
    again.addEventListener("click", () => {
      const seed = Math.floor(Math.random() * 2 ** 32);
      drawCorners(seed);
      repaint();
      remember("latents", own("corners"), seed);
    });
  }
  repaint();
  element.dataset.ready = "yes";
}

for (const element of findAll(".explorer")) whenNear(element, () => explorer(element));
