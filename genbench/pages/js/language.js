// The page in its reader's language: the one chosen here before, else the one that was asked for,
// else the browser's. What the other one says differently travels with the page: pages/both.py.
const say = (() => {
  const page = document.documentElement;
  const { otherLanguage, asked } = page.dataset;
  const memory = storage();
  const ours = [page.lang, otherLanguage];

  // A page in the frame of another page may be allowed none.
  function storage() {
    try {
      return window.sessionStorage;
    } catch {
      return null;
    }
  }
  function ofBrowser() {
    const kin = (tongue) => ours.find((our) => our.slice(0, 2) === tongue.slice(0, 2));
    return navigator.languages.map(kin).find(Boolean) ?? page.lang;
  }
  function turnOver() {
    for (const element of document.querySelectorAll("[data-other]")) {
      const { "": content, ...attributes } = JSON.parse(element.dataset.other);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (content !== undefined) element.innerHTML = content;
    }
  }

  const wanted = memory?.getItem("language") ?? (asked === undefined ? ofBrowser() : page.lang);
  if (wanted === otherLanguage) turnOver();

  // What is shown already, and perhaps moved, need not be said anew: the page opens again.
  const button = document.getElementById("language");
  button.hidden = memory === null;
  button.addEventListener("click", () => {
    memory.setItem("language", button.lang);
    location.reload();
  });

  // A message in that language, as pages/saying.py says it.
  const words = page.lang === "en" ? {} : JSON.parse(document.getElementById("words").textContent);
  return (message, values = {}) =>
    (words[message] ?? message).replace(/\{(\w+)\}/g, (_, name) => values[name]);
})();
