/**
 * Shows beside each box of a text with marks how it will look.
 *
 * In: `.marked` with, for each language, a textarea and after it a hidden
 * `.marked__look[data-address][data-failed]` that holds `.marked__text`. The server makes the very
 * HTML of the public page; it is parsed into a document that runs nothing.
 */
{
  const PAUSE = 400;

  /** Asks for a text as the page will show it; what it returns are nodes. */
  const ask = async (box, address, signal) => {
    const body = new FormData();
    body.set("text", box.value);
    body.set("language", box.lang);
    body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(address, { method: "POST", body, signal, redirect: "error" });
    const text = await answer.text();
    if (answer.ok) return new DOMParser().parseFromString(text, "text/html").body.childNodes;
    if (answer.headers.get("Content-Type")?.startsWith("text/plain")) return [text];
    throw new Error(answer.statusText);
  };

  const attach = (box) => {
    const look = box.parentElement.querySelector(".marked__look");
    const shown = look.querySelector(".marked__text");
    let timer;
    let asked;
    const show = async () => {
      asked?.abort();
      asked = new AbortController();
      look.hidden = !box.value.trim();
      if (look.hidden) return shown.replaceChildren();
      try {
        shown.replaceChildren(...(await ask(box, look.dataset.address, asked.signal)));
      } catch (error) {
        if (error.name !== "AbortError") shown.replaceChildren(look.dataset.failed);
      }
    };
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    });
    show();
  };

  document.querySelectorAll(".marked textarea").forEach(attach);
}
