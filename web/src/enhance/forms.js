// Forms: no double submit (a form that answers with a file leaves its page open), textareas that grow, a warning before typed text is lost, files checked before they travel.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method?.toLowerCase() !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  delete form.dataset.dirty;
  const button = event.submitter;
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    delete form.dataset.sending;
    button?.removeAttribute("aria-busy");
  }, form.matches("[data-download]") ? 1500 : 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending));

// A disabled action stays in the tab order, so that its reason can be read, but does nothing.
document.addEventListener("click", (event) => {
  if (event.target.closest?.('[aria-disabled="true"]')) event.preventDefault();
});

const grow = (area) => {
  if (CSS.supports("field-sizing", "content")) return;
  area.rows = Math.min(18, Math.max(3, area.value.split("\n").reduce((sum, line) => sum + Math.ceil((line.length + 1) / 80), 0) + 1));
};
document.querySelectorAll("textarea").forEach(grow);
document.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) grow(event.target);
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.dirty = "1";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches("[data-autosubmit]")) input.form?.requestSubmit();
  if (input.type !== "file" || !input.dataset.maxBytes) return;
  const over = [...input.files].find((file) => file.size > Number(input.dataset.maxBytes));
  input.setCustomValidity(over ? input.dataset.tooBig.replace("{name}", over.name) : "");
  if (over) input.reportValidity();
});

// A form that is filled again and again: after one row is saved, the page shows it and the first field is ready for the next.
const again = document.querySelector("[data-again]");
if (again && location.hash.startsWith(`#${again.dataset.again}`)) addEventListener("load", () => setTimeout(() => again.focus({ preventScroll: true })));
