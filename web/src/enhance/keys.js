// j, k move along the list; / goes to search; ? shows the keys; Escape closes menus.
const typing = (target) => target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
  const at = rows.indexOf(document.activeElement);
  if (event.key === "/") {
    const search = document.getElementById("desk-search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === "j" && rows.length) {
    rows[Math.min(at + 1, rows.length - 1)].focus();
  } else if (event.key === "k" && rows.length) {
    rows[Math.max(at - 1, 0)].focus();
  } else if (event.key === "?") {
    document.getElementById("key-help")?.showModal?.();
  }
});

// A click anywhere in a table row opens the record that the row's own link opens.
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("tr[data-open-row]");
  if (!row || event.target.closest("a, button, input, label, summary, select, textarea") || getSelection().toString()) return;
  row.querySelector("a[href]")?.click();
});
