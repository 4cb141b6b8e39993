// For teaching: a training that waits, takes one chunk and goes on, and copies of it. The word that
// allows it stands in the link that the terminal shows, and nowhere else.
const word = location.hash.slice(1);
const FIELDS = ["learning_rate", "beta", "penalty", "steps"];
if (facts.teach && !word) document.getElementById("wordless").hidden = false;

async function ask(run, asked) {
  const headers = { "Content-Type": "application/json", "X-Word": word };
  const body = JSON.stringify({ run: run.key, ...asked });
  let said;
  try {
    const answer = await fetch("/steer", { method: "POST", headers, body });
    said = answer.status === 403 ? say("Open the link that the terminal shows now.") : (await answer.json()).said;
  } catch {
    said = say("The server does not answer.");
  }
  tell(run, said || asked.hope);
}

// A run that is counted in epochs has its steps from these.
function settingOf(run, name) {
  return name === "steps" ? run.last : run.settings[name];
}

function tell(run, text) {
  run.said = text;
  find(".said", run.card).textContent = text;
}

function startSteering(run) {
  const panel = find(".steer", run.card);
  panel.hidden = !word;
  find(".hold", panel).addEventListener("click", () => {
    const isWaiting = run.status.state === "waiting";
    ask(run, { do: isWaiting ? "go" : "pause", hope: isWaiting ? "" : say("It waits at the end of the chunk that it is at.") });
  });
  find(".chunk", panel).addEventListener("click", () => {
    ask(run, { do: "chunk", hope: say("It goes on to the next line of its log, and waits there.") });
  });
  find("form", panel).addEventListener("submit", (event) => {
    event.preventDefault();
    const { step, ...asked } = Object.fromEntries(new FormData(event.target));
    const changed = FIELDS.filter((name) => name in run.settings && asked[name].trim() !== String(settingOf(run, name)));
    const changes = Object.fromEntries(changed.map((name) => [name, asked[name].trim()]));
    ask(run, { do: "copy", step: Number(step), changes, hope: say("The copy stands here as soon as it has taken its first steps.") });
  });
}

function drawSteering(run) {
  const panel = find(".steer", run.card);
  const { state, checkpoints } = run.status;
  find(".moving", panel).hidden = state !== "training" && state !== "waiting";
  find(".hold", panel).textContent = state === "waiting" ? say("Go on") : say("Pause");
  find(".said", panel).textContent = run.said;
  find(".if", panel).hidden = !checkpoints.length;
  const select = find("[name=step]", panel);
  const steps = checkpoints.map(String);
  if (steps.join() !== [...select.options].map((option) => option.value).join()) {
    select.replaceChildren(...steps.map((step) => new Option(count(step), step)));
    select.value = steps.at(-1);
  }
  if (panel.dataset.key === run.key) return;
  // What is being typed stays until the run is another one.
  panel.dataset.key = run.key;
  for (const name of FIELDS) {
    const input = find(`[name=${name}]`, panel);
    input.closest("label").hidden = !(name in run.settings);
    if (name in run.settings) input.value = settingOf(run, name);
    // From its end a run can only become longer.
    if (name === "steps" && state === "done") input.value = 2 * run.last;
  }
}
