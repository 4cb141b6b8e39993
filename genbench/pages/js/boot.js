// What all parts share: the facts, the sheets of pictures, and a few words for the document.
const facts = JSON.parse(document.getElementById("facts").textContent);
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const count = (n) => Math.round(n).toLocaleString("en-US");

// As system/numbers.py writes them, which a test holds it to: toFixed(20) is what the double is,
// and a half goes to the even digit.
function short(value) {
  const size = Math.abs(value);
  if (size >= 0.01 || size === 0) {
    const digits = size >= 1000 ? 0 : size >= 10 ? 1 : size >= 1 || size === 0 ? 2 : 3;
    return new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      roundingMode: "halfEven",
      useGrouping: size >= 1000,
    }).format(value.toFixed(20)).replace("-", "−");
  }
  const two = Number(value.toPrecision(2));
  const said = Math.abs(two) < 1e-4 ? two.toExponential().replace(/e-(\d)$/, "e-0$1") : String(two);
  return value < 0 ? said.replace("-", "−") : said;
}

// Decoded once, into a bitmap that stays decoded: drawing from it costs no more than a copy.
async function open(sheet) {
  const image = new Image();
  image.src = sheet.uri;
  await image.decode();
  return { ...sheet, uri: null, bitmap: await createImageBitmap(image) };
}

function cell(sheet, i) {
  return [(i % sheet.columns) * sheet.w, Math.floor(i / sheet.columns) * sheet.h, sheet.w, sheet.h];
}

function draw(canvas, sheet, i) {
  if (canvas.width !== sheet.w || canvas.height !== sheet.h) {
    canvas.width = sheet.w;
    canvas.height = sheet.h;
  }
  const context = canvas.getContext("2d");
  context.drawImage(sheet.bitmap, ...cell(sheet, i), 0, 0, sheet.w, sheet.h);
}

// Work for what is not yet on the screen waits until it nearly is, or until there is time. Then the
// page is whole, to be printed or captured, and says so: html[data-whole].
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
const postponed = [];
const loaded = new Promise((resolve) => { addEventListener("load", resolve); });

function whenNear(element, work) {
  const begin = once(work);
  const watch = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) begin();
  }, { rootMargin: "600px" });
  watch.observe(element);
  postponed.push(loaded.then(() => new Promise(whenIdle)).then(begin));
  addEventListener("beforeprint", begin);
}

loaded.then(() => Promise.all(postponed)).then(() => { document.documentElement.dataset.whole = "yes"; });

function once(work) {
  let [isDone, result] = [false, null];
  return () => {
    if (!isDone) [isDone, result] = [true, work()];
    return result;
  };
}
