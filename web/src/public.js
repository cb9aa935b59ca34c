// The public side needs almost nothing: facets that apply themselves, menus that close. It works without this file too.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form?.requestSubmit();
});
const close = (except) =>
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
document.addEventListener("click", (event) => close(event.target));
document.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
