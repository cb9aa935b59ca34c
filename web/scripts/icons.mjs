// Builds the SVG sprites: icons.svg from the Lucide icons named in icons.json and our own stars and marks,
// drawings.svg from the sketches that stand in until a maker sends photos (src/drawings, one <g id="a-..."> each).
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(web, "..", "src", "saolang", "ui", "static", "saolang");
const names = JSON.parse(readFileSync(join(web, "icons.json"), "utf8"));

/** Star outline: ten corners, point up, inside a 24 unit square. */
const corners = Array.from({ length: 10 }, (_, i) => {
  const radius = i % 2 ? 4.6 : 10.4;
  const angle = (Math.PI * i) / 5 - Math.PI / 2;
  return [12 + radius * Math.cos(angle), 12.6 + radius * Math.sin(angle)];
});
const round = (value) => Number(value.toFixed(2));
const star = `M${corners.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}z`;

/** Diagonal strokes cut to the star, so that the hatched star needs no clip path or pattern. */
function hatch(gap = 2.9) {
  const lines = [];
  for (let c = 2; c < 46; c += gap) {
    const hits = [];
    corners.forEach(([x1, y1], i) => {
      const [x2, y2] = corners[(i + 1) % corners.length];
      const s1 = x1 + y1 - c;
      const s2 = x2 + y2 - c;
      if (s1 * s2 < 0) {
        const t = s1 / (s1 - s2);
        hits.push([x1 + t * (x2 - x1), y1 + t * (y2 - y1)]);
      }
    });
    hits.sort((a, b) => a[0] - b[0]);
    for (let i = 0; i + 1 < hits.length; i += 2) {
      lines.push(`M${round(hits[i][0])} ${round(hits[i][1])}L${round(hits[i + 1][0])} ${round(hits[i + 1][1])}`);
    }
  }
  return lines.join("");
}

const own = {
  star: `<path d="${star}"/>`,
  "star-held": `<path d="${hatch()}" stroke="var(--star,#e3a008)" stroke-width="1.5"/><path d="${star}" fill="none"/>`,
  mark: `<rect width="32" height="32" rx="8" fill="#0a4e31" stroke="none"/><path transform="translate(4 2)" d="${star}" fill="#e3a008" stroke="none"/><path d="M5 27.500c2.700-1.900 5-1.900 7.500 0s5 1.900 7.500 0 4.700-1.800 7-.3" fill="none" stroke="#8dbba3" stroke-width="1.800" stroke-linecap="round"/>`,
  "mark-star": `<g stroke="none"><path fill="#e3a008" d="M50 52L50 6 62 36zM50 52L94 38 69 58zM50 52L77 89 50 72zM50 52L23 89 31 58zM50 52L6 38 38 36z"/><path fill="#b97c00" d="M50 52L62 36 94 38zM50 52L69 58 77 89zM50 52L50 72 23 89zM50 52L31 58 6 38zM50 52L38 36 50 6z"/></g>`,
};
const boxes = { mark: "0 0 32 32", "mark-star": "0 0 100 100" };

const symbols = names.map((name) => {
  const svg = readFileSync(join(web, "node_modules", "lucide-static", "icons", `${name}.svg`), "utf8");
  const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
});
for (const [name, body] of Object.entries(own)) {
  symbols.push(`<symbol id="${name}" viewBox="${boxes[name] ?? "0 0 24 24"}">${body}</symbol>`);
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
writeFileSync(
  join(out, "favicon.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${own.mark}</svg>\n`,
);

const sketches = join(web, "src", "drawings");
const drawings = readdirSync(sketches).filter((name) => name.endsWith(".svg")).sort().map((name) => readFileSync(join(sketches, name), "utf8").trim());
writeFileSync(join(out, "drawings.svg"), `<svg xmlns="http://www.w3.org/2000/svg"><defs>${drawings.join("")}</defs></svg>\n`);
