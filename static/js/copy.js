/**
 * Buttons that copy what stands on the page.
 *
 * In: `[data-copied="message"]`, in which each `[data-copy="words of the button"]` gets a
 * button: of a link it copies the address, of anything else the text, with its lines
 * where it has any. The message is shown and announced afterwards. Where a browser
 * refuses, the text is selected.
 */

/** Returns what there is to copy of an element. */
function textOf(element) {
  const text = element.textContent.trim();
  return element.href ?? (element.closest("pre") ? text : text.replace(/\s+/g, " "));
}

/** Returns a button that copies an element, and then says so in a status line. */
function buttonFor(element, status, message) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--line";
  button.textContent = element.dataset.copy;
  button.addEventListener("click", async () => {
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(textOf(element));
      status.textContent = message;
    } catch {
      getSelection().selectAllChildren(element);
    }
  });
  return button;
}

// Browsers offer the clipboard on secure addresses only.
for (const place of navigator.clipboard ? document.querySelectorAll("[data-copied]") : []) {
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const bar = document.createElement("p");
  bar.className = "copy";
  const copied = [...place.querySelectorAll("[data-copy]")];
  bar.append(...copied.map((each) => buttonFor(each, status, place.dataset.copied)), status);
  place.append(bar);
}
