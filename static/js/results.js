/**
 * Answers a form in place, without loading the page anew.
 *
 * In: `form[data-in-place]` (GET, of this address) and `[data-part="name"]`, the parts
 * of the page that depend on the answer. A change in the form, its submission, or a link
 * in a part or in the form to this same page with another query fetches that page; each
 * part takes the content of its namesake there, the form's controls their values.
 * The address, the way back and the title follow; the focus stays where it is. Pages of
 * a list are loaded as ever: they begin at the top.
 * Out: the event `results:shown` on the document after each answer.
 * Whatever goes wrong, the browser loads the page as it would without script.
 */
const PATIENCE = 300; // ms: what is faster needs no sign that something happens
const REST = 150; // ms that a slider rests before it is answered
const LINKS = "[data-part] a[href], [data-in-place] a[href]";

let shown = whereIs(location); // the address whose answer the page shows
let asked = shown; // the one that it shows or is about to
let request = new AbortController();
let resting;

/** Returns the part of an address that decides what the page shows. */
function whereIs({ pathname, search }) {
  return pathname + search;
}

/** Returns the address that a form asks for, without the fields left empty. */
function addressOf(form) {
  const url = new URL(location.pathname, location.origin);
  for (const [name, value] of new FormData(form)) {
    if (value) url.searchParams.append(name, value);
  }
  return url;
}

/** Fetches a page of this site and returns its document; throws if there is none. */
async function read(url, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok || whereIs(new URL(answer.url)) !== whereIs(url)) {
    throw new Error(`${answer.status} ${answer.url}`);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("[data-part]")) throw new Error(`no parts: ${answer.url}`);
  return page;
}

/** Returns whether a control is one to tick: its value is its own, not the visitor's. */
function isTicked({ type }) {
  return type === "radio" || type === "checkbox";
}

/** Gives each control the value that its namesake has on a page. */
function copyControls(page) {
  for (const control of document.querySelectorAll("form[data-in-place] [name]")) {
    const { name, type, value } = control;
    const same = [...page.getElementsByName(name)].find(
      (other) => other.type === type && (!isTicked(other) || other.value === value),
    );
    if (!same) continue;
    const chosen = same.value;
    if (control.options) control.replaceChildren(...same.options);
    if (isTicked(control)) control.checked = same.checked;
    else control.value = chosen;
  }
}

/** Unfolds in a part what is unfolded in another, if they are built alike. */
function copyFolds(from, to) {
  const [old, fresh] = [from, to].map((part) => [...part.querySelectorAll("details")]);
  if (old.length !== fresh.length) return;
  for (const [place, fold] of fresh.entries()) fold.open ||= old[place].open;
}

/** Gives each part the content that its namesake has on a page, nothing if none. */
function copyParts(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const same = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (same) copyFolds(part, same);
    part.replaceChildren(...(same?.childNodes ?? []));
  }
}

/** Gives the focus back to a link that was replaced, or to what stands around it. */
function refocus(link, part) {
  const words = link.textContent;
  const again = [...part.querySelectorAll("a")].find((a) => a.textContent === words);
  (again ?? part.closest("form")?.querySelector("select") ?? part).focus();
}

/** Shows a page; the focus stays where it is, or comes back. */
function render(page) {
  const focused = document.activeElement;
  const part = focused?.closest("[data-part]");
  copyControls(page);
  copyParts(page);
  document.title = page.title;
  if (part && !focused.isConnected) refocus(focused, part);
  document.dispatchEvent(new CustomEvent("results:shown"));
}

/** Says that the parts are about to change, or that they have. */
function setBusy(isBusy) {
  for (const part of document.querySelectorAll("[data-part]")) {
    if (isBusy) part.setAttribute("aria-busy", "true");
    else part.removeAttribute("aria-busy");
  }
}

/** Forgets what was asked and has not been shown. */
function stop() {
  clearTimeout(resting);
  request.abort();
  request = new AbortController();
  asked = shown;
  setBusy(false);
}

/**
 * Shows what an address answers; a newer call overtakes an older one.
 *
 * `remember` notes the address in the browser's history, once it is shown.
 */
async function show(url, remember = () => {}) {
  if (whereIs(url) === asked) return;
  stop();
  if (whereIs(url) === shown) return;
  asked = whereIs(url);
  const { signal } = request;
  const waiting = setTimeout(setBusy, PATIENCE, true);
  try {
    const page = await read(url, signal);
    if (signal.aborted) return;
    remember();
    shown = asked;
    render(page);
    setBusy(false);
  } catch {
    if (signal.aborted) return;
    if (whereIs(url) === whereIs(location)) location.reload();
    else location.assign(url);
  } finally {
    clearTimeout(waiting);
  }
}

/** Shows an address as a new step of the way back; a slider's walk is one step. */
function go(url, isWalk = false) {
  const isSameWalk = isWalk && history.state?.isWalk;
  return show(url, () =>
    history[isSameWalk ? "replaceState" : "pushState"]({ isWalk }, "", url),
  );
}

/** Scrolls to the results if they are out of sight, as after a button on a phone. */
function reveal() {
  const results = document.querySelector("[data-part][tabindex]");
  if (results?.getBoundingClientRect().top > innerHeight / 2) results.scrollIntoView();
}

/** Returns whether a click asks for nothing special, such as a new tab. */
function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return !(button || ctrlKey || metaKey || shiftKey || altKey);
}

/** Returns the form that a control belongs to, if it is to be answered in place. */
function formOf(control) {
  return control.form?.matches("[data-in-place]") ? control.form : undefined;
}

/** Answers a form once its slider rests. */
function rest(form) {
  clearTimeout(resting);
  resting = setTimeout(() => go(addressOf(form), true), REST);
}

document.addEventListener("change", ({ target }) => {
  const form = formOf(target);
  if (!form) return;
  if (target.type === "range") rest(form);
  else go(addressOf(form));
});

// What is being typed or moved is not to be overwritten by an older answer.
document.addEventListener("input", ({ target }) => {
  const form = formOf(target);
  if (!form) return;
  stop();
  if (target.type === "range") rest(form);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-in-place]")) return;
  const isPressed = document.activeElement === event.submitter;
  event.preventDefault();
  await go(addressOf(form));
  if (isPressed) reveal();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  if (!link || event.defaultPrevented || !isPlain(event)) return;
  if (link.origin !== location.origin || link.hash || link.closest(".pages")) return;
  if (link.pathname !== location.pathname) return;
  event.preventDefault();
  go(new URL(link.href));
});

addEventListener("popstate", () => show(new URL(location)));
