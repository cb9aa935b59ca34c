// Long work: the page asks how far it is and changes only what changed; nothing jumps, focus stays, words are said once.
const box = document.querySelector("[data-follow]");
const said = document.querySelector("[data-follow-said]");

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (answer.redirected) return location.assign(answer.url);
  if (!answer.ok) return again();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(box.id);
  if (!fresh) return location.reload();
  if (fresh.innerHTML !== box.innerHTML) box.innerHTML = fresh.innerHTML;
  const words = page.querySelector("[data-follow-said]")?.textContent ?? "";
  if (said && said.textContent !== words) said.textContent = words;
  if ("follow" in fresh.dataset) again();
}

function again() {
  setTimeout(() => (document.hidden ? again() : look().catch(again)), Number(box.dataset.follow) * 1000);
}

if (box) again();
