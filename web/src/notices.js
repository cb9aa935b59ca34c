// Two panes of a notice: the words of a task and the task light up together; j and k (keys.js) move between tasks;
// words chosen at left become a new task. Without this file every link and form works as it is.
const root = document.querySelector("[data-notice]");
const text = root?.querySelector("[data-text]");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function light(key, { words = true, card = false } = {}) {
  root.querySelectorAll("mark.on, .nv-task.on").forEach((element) => element.classList.remove("on"));
  const marks = [...root.querySelectorAll(`mark[data-task="${CSS.escape(key)}"]`)];
  marks.forEach((mark) => mark.classList.add("on"));
  const task = document.getElementById(`viec-${key}`);
  task?.classList.add("on");
  const behavior = calm ? "auto" : "smooth";
  if (words && marks[0]) scrollInside(text, marks[0], behavior);
  if (card && task) task.scrollIntoView({ block: "nearest", behavior });
}

// Only the pane moves, never the page around it.
function scrollInside(pane, element, behavior) {
  const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
  pane.scrollTo({ top: Math.max(0, top - pane.clientHeight / 4), behavior });
}

// Words chosen at left --------------------------------------------------------------------------------------------------
const pick = root?.querySelector("[data-pick]");
const add = root?.querySelector("form[data-add]");

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
  const copy = selection.getRangeAt(0).cloneContents();
  copy.querySelectorAll(".nv-no, [data-pick]").forEach((element) => element.remove());
  copy.querySelectorAll("p").forEach((paragraph) => paragraph.append(" "));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function blockBefore(node) {
  const place = node.nodeType === 1 ? node : node.parentElement;
  const before = [...text.querySelectorAll("mark[data-task]")].filter((mark) => mark.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
  const key = before.at(-1)?.dataset.task;
  return key ? document.getElementById(`viec-${key}`)?.closest(".nv-block")?.id.replace("muc-", "") : "";
}

function takeWords() {
  const words = chosen();
  if (!words) return;
  const block = blockBefore(getSelection().anchorNode);
  if (block && [...add.elements.block.options].some((option) => option.value === block)) add.elements.block.value = block;
  add.elements.words.value = words;
  pick.hidden = true;
  add.scrollIntoView({ block: "center" });
  add.elements.words.focus({ preventScroll: true });
}

if (root) {
  root.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-task]");
    if (mark && !event.target.closest("a") && getSelection().isCollapsed) {
      light(mark.dataset.task, { words: false, card: true });
      document.querySelector(`[data-open="${CSS.escape(mark.dataset.task)}"]`)?.focus({ preventScroll: true });
      return;
    }
    const task = event.target.closest(".nv-task");
    if (task && !event.target.closest("a, button, input, label, summary, select, textarea")) light(task.dataset.task);
  });
  root.addEventListener("focusin", (event) => {
    const task = event.target.closest?.(".nv-task");
    if (task && !task.classList.contains("on")) light(task.dataset.task);
  });
  if (add && pick) {
    document.addEventListener("selectionchange", () => {
      pick.hidden = chosen().length < 8;
    });
    pick.addEventListener("mousedown", (event) => event.preventDefault()); // the choice of words must survive the click
    pick.addEventListener("click", takeWords);
  }
  const open = root.querySelector(".nv-task--open");
  if (open) light(open.dataset.task);
}
