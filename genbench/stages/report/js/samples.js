// Contact sheets, one list box each, and a viewer that shows a sample beside its nearest neighbour.
const viewer = document.getElementById("viewer");

function samples() {
  let shown = recalled("show") === "nearest" ? "nearest" : "samples";
  const contacts = findAll(".contact[data-run]").map((element) => {
    const i = Number(element.dataset.run);
    const run = facts.runs[i];
    const contact = {
      run,
      list: options(run.samples, {
        id: `samples-${i}`,
        label: say("Samples of {name}", { name: run.name }),
        nameOf: (k) => say("Sample {i}", { i: k + 1 }),
        choose: (k) => openViewer(contact, k),
      }),
      canvas: find("canvas", element),
      sheet: once(() => open(run.samples)),
      nearest: once(() => open(run.nearest)),
    };
    element.append(contact.list);
    whenNear(element, () => paint(contact, shown));
    return contact;
  });

  async function paint(contact, what) {
    if (what === "nearest" && !contact.run.nearest) return;
    const sheet = await (what === "nearest" ? contact.nearest() : contact.sheet());
    contact.canvas.getContext("2d").drawImage(sheet.bitmap, 0, 0);
  }

  const switches = findAll(".switch [data-show]");
  const press = () => {
    for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset.show === shown));
  };
  for (const button of switches) {
    button.addEventListener("click", () => {
      shown = button.dataset.show;
      press();
      for (const contact of contacts) paint(contact, shown);
      remember("samples", "show", shown === "samples" ? null : shown);
    });
  }
  press();
  const [run, i] = recalledNumbers("sample") ?? [];
  const contact = contacts.find((each) => each.run === facts.runs[run]);
  if (contact && i in contact.list.children) openViewer(contact, i);
}

let viewed = null;

async function openViewer(contact, i) {
  const { run } = contact;
  viewed = { contact, i };
  remember("samples", "sample", `${facts.runs.indexOf(run)},${i}`);
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
  viewer.addEventListener("close", () => remember("samples", "sample", null));
  document.getElementById("viewer-close").addEventListener("click", () => viewer.close());
  viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") turn(1);
    if (event.key === "ArrowLeft") turn(-1);
  });
}
