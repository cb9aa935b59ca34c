// Tabs and chips that scroll sideways on a phone: the current one stands in the middle from the start.
for (const row of document.querySelectorAll(".tabs, .chips")) {
  const here = row.querySelector("[aria-current]");
  if (here && row.scrollWidth > row.clientWidth) {
    const left = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += left - (row.clientWidth - here.offsetWidth) / 2;
  }
}
