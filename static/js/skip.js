/**
 * Moves the focus to where a skip link leads.
 *
 * In: links to a part of the page (`href="#id"`) that can be focused (`tabindex="-1"`).
 * Browsers scroll there; some leave the focus behind.
 */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (target?.matches("[tabindex='-1']")) target.focus();
});
