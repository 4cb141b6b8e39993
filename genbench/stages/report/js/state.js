// What the reader has set stands in the URL's hash, so that a link opens at the same place:
// "#latents&clock=3&walk-0=0.35,0.6", the section first, then all that was changed.
const [opened, ...settings] = location.hash.slice(1).split("&");
const state = new Map(settings.map((pair) => pair.split("=")));
let section = opened;
let writing = 0;
// Browsers take a hundred changes in ten seconds or so, and a slider makes more.
const WRITE_AFTER = 200;

const recalled = (name) => state.get(name) ?? null;

const recalledNumbers = (name) => {
  const numbers = (recalled(name) ?? "").split(",").map(Number);
  return state.has(name) && numbers.every(Number.isFinite) ? numbers : null;
};

function writeHash() {
  const hash = [section, ...[...state].map(([name, value]) => `${name}=${value}`)].join("&");
  // The whole address: in a notebook's frame a part of one would be of the notebook's.
  history.replaceState(null, "", `${location.href.split("#")[0]}#${hash}`);
}

// Null forgets. Values are of letters, digits and ",.-_" alone.
function remember(where, name, value) {
  const text = value === null ? null : String(value);
  if (text === recalled(name)) return;
  if (text === null) state.delete(name);
  else state.set(name, text);
  section = where;
  clearTimeout(writing);
  writing = setTimeout(writeHash, WRITE_AFTER);
}

addEventListener("hashchange", () => {
  // Another link was pasted; a link of the page itself names a section alone.
  if (location.hash.includes("=")) return location.reload();
  section = location.hash.slice(1);
  if (state.size) writeHash();
});
if (settings.length) {
  addEventListener("DOMContentLoaded", () => document.getElementById(opened)?.scrollIntoView());
}

// In a notebook's frame a link of the page would open the notebook in it.
if (location.protocol === "about:") {
  for (const link of findAll('a[href^="#"]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(link.hash.slice(1)).scrollIntoView();
    });
  }
}
