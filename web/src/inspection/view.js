// Makes what the person touches from the page's templates, once; paint() then brings words and values up to date.
// A field somebody is writing in is never written over.
const byId = (id) => document.getElementById(id);
export const make = (id) => byId(id).content.firstElementChild.cloneNode(true);
export const put = (node, selector, text) => {
  const place = node.querySelector(selector);
  place.textContent = text;
  place.hidden = !text;
  return place;
};
export const say = (words, key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
const write = (field, value = "") => {
  if (document.activeElement !== field && field.value !== value) field.value = value;
};
let names = 0;

function answers(box, choices, name, picked) {
  for (const { value, label } of choices) {
    const option = make("t-answer");
    option.classList.add(`ph-o--${value}`);
    const input = option.querySelector("input");
    Object.assign(input, { name, value });
    input.addEventListener("change", () => picked(value));
    option.querySelector("span").textContent = label;
    box.append(option);
  }
}

export function buildLines(app, act) {
  const { bundle, words } = app;
  const root = byId("ph-lines");
  const nav = byId("ph-nav");
  const lines = new Map();
  const groups = [];
  for (const product of [{ code: "", name: words.visit_lines, basis: "" }, ...bundle.products]) {
    const rows = bundle.lines.filter((line) => line.product === product.code);
    if (!rows.length) continue;
    const section = make("t-group");
    section.id = `san-pham-${product.code || "chung"}`;
    put(section, "[data-title]", product.name);
    put(section, "[data-facts]", product.basis === "facts" ? words.facts : "");
    const link = document.createElement("a");
    link.href = `#${section.id}`;
    nav.append(link);
    let heading = "";
    for (const line of rows.filter((row) => !row.guidance)) {
      if (line.section !== heading) {
        heading = line.section;
        const title = document.createElement("h3");
        title.textContent = heading;
        section.append(title);
      }
      const node = buildLine(app, act, line);
      lines.set(line.code, node);
      section.append(node);
    }
    const guides = rows.filter((row) => row.guidance);
    if (guides.length) section.append(buildGuide(words, guides));
    groups.push({ product, section, link });
    root.append(section);
  }
  nav.hidden = groups.length < 2;
  return { lines, groups };
}

function buildGuide(words, rows) {
  const guide = make("t-guide");
  guide.querySelector("summary").textContent = say(words, "guidance", { n: rows.length });
  for (const row of rows) {
    const item = document.createElement("li");
    item.textContent = [row.criterion, row.title, row.points && `(${row.points})`].filter(Boolean).join(" ");
    guide.querySelector("ul").append(item);
  }
  return guide;
}

function buildLine(app, act, line) {
  const node = make("t-line");
  node.id = `dong-${line.code}`;
  put(node, "[data-criterion]", line.criterion);
  put(node, "[data-title]", line.title);
  put(node, "[data-points]", line.points ? `(${line.points})` : "");
  put(node, "[data-claim] span", line.claimed);
  node.querySelector("[data-claim]").hidden = !line.claimed;
  const papers = (line.evidence ?? []).map((paper) => paper.title + (paper.pages ? ` (${app.words.page} ${paper.pages})` : ""));
  put(node, "[data-evidence]", papers.join("; "));
  put(node, "[data-question]", line.question);
  answers(node.querySelector("[data-answers]"), app.bundle.choices.answers, `tra-loi-${line.code}`, () => act.answer(line.code));
  const note = node.querySelector("textarea");
  note.id = `ghi-chu-${line.code}`;
  const label = node.querySelector("[data-note-label]");
  label.htmlFor = note.id;
  label.append(`: ${line.title}`);
  note.addEventListener("input", () => act.typing("answer", line.code));
  note.addEventListener("change", () => act.answer(line.code));
  const camera = node.querySelector("[type=file]");
  camera.addEventListener("change", () => act.picture(camera, { line: line.code }));
  node.querySelector("[data-finding]").addEventListener("click", () => act.newFinding(line.code));
  return node;
}

export const lineContent = (node) => ({
  answer: node.querySelector("input[type=radio]:checked")?.value ?? "",
  note: node.querySelector("textarea").value,
});

export function paintLine(node, shown, status, open) {
  node.disabled = !open;
  for (const input of node.querySelectorAll("input[type=radio]")) input.checked = input.value === shown.answer;
  write(node.querySelector("textarea"), shown.note);
  paintStatus(node, status);
}

export function paintStatus(node, { text, kind }) {
  const place = node.querySelector("[data-status]");
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
  place.dataset.kind = kind;
}

export function paintPhotos(app, node, local, sent) {
  const box = node.querySelector("[data-photos]");
  const mark = JSON.stringify([local.map((row) => [row.client_id, row.state]), sent.map((row) => row.id)]);
  if (box.dataset.mark === mark) return;
  box.dataset.mark = mark;
  box.replaceChildren();
  for (const photo of local) {
    const figure = make("t-photo");
    const image = figure.querySelector("img");
    image.src = photo.thumb;
    image.alt = app.words.photo;
    figure.querySelector("figcaption").textContent = photo.state === "refused" ? say(app.words, "refused", { why: why(photo) }) : app.words.local;
    box.append(figure);
  }
  for (const photo of sent) {
    const link = make("t-sent-photo");
    link.href = photo.url;
    link.querySelector("span").textContent = `${app.words.photo}: ${app.words[photo.late ? "late" : "sent"]}`;
    box.append(link);
  }
}

export const why = (row) => row.problems.map((problem) => [problem.message, problem.fix].filter(Boolean).join(" ")).join(" ");

// Findings and samples: a card each, by the device's own id.
const FIELDS = { finding: ["text", "legal_ground"], sample: ["number", "what", "quantity", "seal", "lab"] };

export function buildCard(app, act, kind, target) {
  const node = make(`t-${kind}`);
  const name = `${kind}-${(names += 1)}`;
  if (kind === "finding") {
    answers(node.querySelector("[data-severities]"), app.bundle.choices.severities, name, () => act.card(kind, target));
    const camera = node.querySelector("[type=file]");
    camera.addEventListener("change", () => act.picture(camera, { finding: target }));
  } else {
    const pick = node.querySelector("select");
    pick.append(new Option(app.words.whole_visit, ""), ...app.bundle.products.map((row) => new Option(row.name, row.code)));
    node.querySelector("[data-product-box]").hidden = app.bundle.products.length < 1;
    pick.addEventListener("change", () => act.card(kind, target));
  }
  for (const field of FIELDS[kind]) {
    const input = node.querySelector(`[name=${field}]`);
    input.addEventListener("input", () => act.typing(kind, target));
    input.addEventListener("change", () => act.card(kind, target));
  }
  node.querySelector("[data-done]").addEventListener("click", () => act.done(kind, target));
  node.querySelector("[data-drop]").addEventListener("click", () => act.drop(kind, target));
  return node;
}

export function cardContent(node, kind, known) {
  const content = Object.fromEntries(FIELDS[kind].map((field) => [field, node.querySelector(`[name=${field}]`).value]));
  if (kind === "finding") return { ...content, severity: node.querySelector("input[type=radio]:checked")?.value ?? "", line: known.line ?? "", product: known.product ?? "" };
  return { ...content, product: node.querySelector("select").value };
}

export function paintCard(app, node, kind, shown, status, { open, draft, fresh }) {
  for (const field of FIELDS[kind]) write(node.querySelector(`[name=${field}]`), shown[field] ?? "");
  if (kind === "finding") {
    for (const input of node.querySelectorAll("input[type=radio]")) input.checked = input.value === shown.severity;
    const line = app.bundle.lines.find((row) => row.code === shown.line);
    const product = app.bundle.products.find((row) => row.code === (line?.product || shown.product));
    put(node, "[data-about]", [line?.title, product?.name].filter(Boolean).join(", "));
  } else {
    node.querySelector("select").value = shown.product ?? "";
    node.querySelector("select").disabled = !open || !fresh;
  }
  for (const input of node.querySelectorAll("input, textarea")) input.disabled = !open;
  node.querySelector("[data-done]").hidden = !open || !draft;
  node.querySelector("[data-drop]").hidden = !open || !fresh;
  paintStatus(node, status);
}

export function note(kind, text, link) {
  const node = make("t-note");
  node.classList.add(`note--${kind}`);
  node.querySelector("[data-text]").textContent = text;
  if (link) Object.assign(node.querySelector("[data-link]"), { hidden: false, href: link.href, textContent: link.text });
  return node;
}

// What a person must look at.
export function conflictCard(title, mine, theirs, choose) {
  const node = make("t-conflict");
  put(node, "[data-title]", title);
  put(node, "[data-mine]", mine);
  put(node, "[data-theirs]", theirs);
  for (const button of node.querySelectorAll("[data-keep]")) button.addEventListener("click", () => choose(button.dataset.keep === "mine"));
  return node;
}

export function refusedCard(kind, title, mine, reasons, dismiss) {
  const node = make("t-refused");
  node.dataset.kind = kind;
  put(node, "[data-title]", title);
  put(node, "[data-mine]", mine);
  for (const reason of reasons) node.querySelector("[data-why]").append(Object.assign(document.createElement("li"), { textContent: reason }));
  node.querySelector("[data-seen]").addEventListener("click", dismiss);
  return node;
}
