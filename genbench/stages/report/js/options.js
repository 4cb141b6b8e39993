// Cells of a sheet as a list box.
// One stop of the tab key for a whole sheet; arrows move inside it, Enter opens.
function options({ n, columns }, { id, label, nameOf, choose }) {
  const list = document.createElement("ul");
  list.tabIndex = 0;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.style.gridTemplateColumns = `repeat(${columns}, 1fr)`;
  const items = Array.from({ length: n }, (_, i) => {
    const item = document.createElement("li");
    item.id = `${id}-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-label", nameOf(i));
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
