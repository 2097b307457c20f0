/**
 * Writes in `#reading-line` what the window under the pointer or the focus stands for.
 *
 * For eyes only: the window is a link that says the same itself. Where no window is
 * pointed at, the line says its `data-hint`.
 */

/** Returns the words of a window: its date, title and state, then its action. */
function wordsOf(mark) {
  const parts = mark.querySelectorAll(".mark__text > *");
  const action = mark.closest(".row").querySelector(".row__label :is(a, h3)");
  return [...parts, action].map((part) => part.textContent.trim()).join(" · ");
}

/** Writes what an element stands for, or else the element that has the focus. */
function write({ target }) {
  const line = document.getElementById("reading-line");
  if (!line) return;
  const marks = [target, document.activeElement].map((each) => each?.closest(".plan .mark"));
  const mark = marks.find(Boolean);
  line.textContent = mark ? wordsOf(mark) : line.dataset.hint;
}

document.addEventListener("pointerover", write);
document.addEventListener("focusin", write);
