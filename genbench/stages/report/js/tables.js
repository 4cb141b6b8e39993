// A column's head sorts the table by that column: first up, then down. What has no figure is last.
findAll("#metrics table").forEach((table, number) => {
  const body = find("tbody", table);
  const heads = findAll("thead th", table);
  heads.forEach((head, column) => {
    const button = find("button", head);
    if (!button) return;
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const figure = (row) => row.cells[column].dataset.sort;
      const rows = [...body.rows].sort((a, b) => {
        const [left, right] = [figure(a), figure(b)];
        if (left === undefined || right === undefined) return (left === undefined) - (right === undefined);
        return (descending ? -1 : 1) * (Number(left) - Number(right));
      });
      body.append(...rows);
      remember("metrics", "sort", `${number},${column},${descending ? 1 : 0}`);
    });
  });
});

const [sorted, by, isDown] = recalledNumbers("sort") ?? [];
const sortedHead = findAll("#metrics table")[sorted]?.tHead.rows[0].cells[by];
if (sortedHead?.hasAttribute("aria-sort")) {
  if (isDown) sortedHead.setAttribute("aria-sort", "ascending");
  find("button", sortedHead).click();
}

// Which metrics are unfolded.
const folds = findAll("#metrics details");
const unfolded = recalledNumbers("open") ?? [];
folds.forEach((details, i) => {
  details.open ||= unfolded.includes(i);
  find("summary", details).addEventListener("click", () => {
    // The click has not yet opened or closed it.
    const open = folds.flatMap((each, k) => (each.open !== (each === details) ? [k] : []));
    remember("metrics", "open", open.length ? open.join(",") : null);
  });
});

// Paper cannot unfold.
const folded = findAll("#metrics details:not([open])");
addEventListener("beforeprint", () => folded.forEach((details) => { details.dataset.was = details.open; details.open = true; }));
addEventListener("afterprint", () => folded.forEach((details) => { details.open = details.dataset.was === "true"; }));
