// Who points at a contender in the table sees its lines alone.
for (const section of findAll("section")) {
  const rows = findAll(".board [data-name]", section);
  const marks = findAll(".mark", section);
  const light = (name) => {
    section.classList.toggle("dimmed", marks.some((mark) => mark.dataset.name === name));
    for (const one of [...rows, ...marks]) one.classList.toggle("lit", one.dataset.name === name);
  };
  for (const row of rows) {
    row.addEventListener("pointerenter", () => light(row.dataset.name));
    row.addEventListener("pointerleave", () => light(null));
  }
}
document.documentElement.dataset.ready = "";
