// Contact sheets, one list box each, and a viewer that shows a sample beside its nearest neighbour.
const viewer = document.getElementById("viewer");

function samples() {
  const contacts = findAll(".contact").map((element) => {
    const i = Number(element.dataset.run);
    const run = facts.runs[i];
    const contact = {
      run,
      list: options(run, (k) => openViewer(contact, k)),
      canvas: find("canvas", element),
      sheet: once(() => open(run.samples)),
      nearest: once(() => open(run.nearest)),
    };
    element.append(contact.list);
    whenNear(element, () => paint(contact, "samples"));
    return contact;
  });

  async function paint(contact, what) {
    if (what === "nearest" && !contact.run.nearest) return;
    const sheet = await (what === "nearest" ? contact.nearest() : contact.sheet());
    contact.canvas.getContext("2d").drawImage(sheet.bitmap, 0, 0);
  }

  const switches = findAll(".switch [data-show]");
  for (const button of switches) {
    button.addEventListener("click", () => {
      for (const other of switches) other.setAttribute("aria-pressed", String(other === button));
      for (const contact of contacts) paint(contact, button.dataset.show);
    });
  }
}

// One stop of the tab key for a whole sheet; arrows move inside it, Enter opens.
function options(run, choose) {
  const { n, columns } = run.samples;
  const list = document.createElement("ul");
  const id = `samples-${facts.runs.indexOf(run)}`;
  list.tabIndex = 0;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("Samples of {name}", { name: run.name }));
  list.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
  const items = Array.from({ length: n }, (_, i) => {
    const item = document.createElement("li");
    item.id = `${id}-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-label", say("Sample {i}", { i: i + 1 }));
    item.setAttribute("aria-selected", "false");
    item.addEventListener("click", () => { go(i); choose(i); });
    return item;
  });
  list.append(...items);
  let here = 0;
  function go(i) {
    items[here].classList.remove("here");
    items[here].setAttribute("aria-selected", "false");
    here = Math.max(0, Math.min(n - 1, i));
    items[here].classList.add("here");
    items[here].setAttribute("aria-selected", "true");
    list.setAttribute("aria-activedescendant", items[here].id);
  }
  const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  list.addEventListener("focus", () => go(here));
  list.addEventListener("keydown", (event) => {
    if (event.key in moves) go(here + moves[event.key]);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(n - 1);
    else if (event.key === "Enter" || event.key === " ") choose(here);
    else return;
    event.preventDefault();
  });
  return list;
}

let viewed = null;

async function openViewer(contact, i) {
  const { run } = contact;
  viewed = { contact, i };
  document.getElementById("viewer-title").textContent = say("{name}, sample {i}", { name: run.name, i: i + 1 });
  draw(document.getElementById("viewer-sample"), await contact.sheet(), i);
  document.getElementById("viewer-near").hidden = !run.nearest;
  let words = say("The nearest training image is not known: its data set was not at hand.");
  if (run.nearest) {
    draw(document.getElementById("viewer-nearest"), await contact.nearest(), i);
    words = say("They differ by {value} (root mean square; pixels from 0 to 1).", { value: short(run.distances[i]) });
  }
  document.getElementById("viewer-text").textContent = words;
  if (!viewer.open) viewer.showModal();
}

function turn(by) {
  const { contact, i } = viewed;
  const { n } = contact.run.samples;
  openViewer(contact, (i + by + n) % n);
}

if (viewer) {
  samples();
  document.getElementById("viewer-previous").addEventListener("click", () => turn(-1));
  document.getElementById("viewer-next").addEventListener("click", () => turn(1));
  document.getElementById("viewer-close").addEventListener("click", () => viewer.close());
  viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") turn(1);
    if (event.key === "ArrowLeft") turn(-1);
  });
}
