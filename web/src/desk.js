// Desk enhancements. Every page works without this file.
import htmx from "htmx.org";
import "./enhance/keys.js";
import "./enhance/forms.js";
import "./enhance/menus.js";
import "./enhance/signout.js";
import "./enhance/follow.js";
import "./enhance/rows.js";

window.htmx = htmx;
htmx.config.includeIndicatorStyles = false; // an injected <style> would break the content security policy
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
// A refused change (409, 422, 403) carries a problem list: show it instead of dropping it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
