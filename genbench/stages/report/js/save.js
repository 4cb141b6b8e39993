// Every figure can be taken along: pictures as PNG, curves as SVG.
// Small pictures are saved enlarged, each pixel as a square.
const SAVED_SIDE = 400;
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "vector-effect"];

function download(blob, name, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function savePicture(picture, name) {
  const [width, height] = [picture.naturalWidth ?? picture.width, picture.naturalHeight ?? picture.height];
  const scale = Math.max(1, Math.floor(SAVED_SIDE / Math.max(width, height)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [scale * width, scale * height];
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => download(blob, name, "png"));
}

// A file has none of the page's styles: what they make of each line goes with it.
function saveCurve(svg, name) {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", 2 * width);
  copy.setAttribute("height", 2 * height);
  const originals = findAll("*", svg);
  findAll("*", copy).forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    for (const property of DRAWN) element.setAttribute(property, style.getPropertyValue(property));
  });
  download(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }), name, "svg");
}

function saveButton(picture) {
  const isCurve = picture.matches("svg");
  const name = picture.getAttribute("aria-label") ?? picture.alt ?? picture.dataset.name;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "save quiet";
  button.textContent = isCurve ? "SVG" : "PNG";
  button.setAttribute("aria-label", isCurve
    ? say("Save as SVG: {name}", { name }) : say("Save as PNG: {name}", { name }));
  button.title = button.getAttribute("aria-label");
  button.addEventListener("click", () => (isCurve ? saveCurve : savePicture)(picture, name));
  return button;
}

for (const picture of findAll(".screen canvas, .contact[data-run] canvas, figure canvas, figure img, .pad canvas, .plot svg")) {
  if (picture.closest("dialog")) continue;
  const button = saveButton(picture);
  if (picture.matches("svg")) find(".values", picture.closest("figure")).append(button);
  else if (picture.closest(".contact")) picture.closest(".contact").after(button);
  else if (picture.matches(".map")) find(".row", picture.closest(".explorer")).append(button);
  else picture.closest("figure, .screen").append(button);
}
