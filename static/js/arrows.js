/**
 * Arrow keys in the calendar's plan.
 *
 * ← and → walk a row: the action, then its milestones. ↑ and ↓ go to the row above or
 * below: from a milestone to the one nearest in time, else to the action. Home and End
 * go to the ends of the row. Every stop is a link that Tab reaches as well.
 */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
const ROWS = { ArrowUp: -1, ArrowDown: 1 };

/** Returns what can be reached in a part of the plan, in reading order. */
function stopsOf(part) {
  const links = part.querySelectorAll(".row__label a, a.mark");
  return [...links].filter((link) => link.checkVisibility?.() ?? true);
}

/** Returns the element so many places further, or the first or the last. */
function further(elements, from, step) {
  const place = elements.indexOf(from) + step;
  return elements[Math.min(Math.max(place, 0), elements.length - 1)];
}

/** Returns the stop of a row that is nearest to one of another row. */
function nearest(row, from) {
  const middle = (link) => {
    const { left, right } = link.getBoundingClientRect();
    return (left + right) / 2;
  };
  const isMark = from.matches(".mark");
  const stops = stopsOf(row).filter((stop) => stop.matches(".mark") === isMark);
  const near = (stop) => Math.abs(middle(stop) - middle(from));
  return stops.sort((one, other) => near(one) - near(other))[0] ?? stopsOf(row)[0];
}

/** Returns where a key leads from a stop. */
function destination(key, from, row) {
  if (key in STEPS) return further(stopsOf(row), from, STEPS[key]);
  const rows = [...row.closest(".plan").querySelectorAll(".row")];
  const open = rows.filter((each) => stopsOf(each).length);
  return nearest(further(open, row, ROWS[key]), from);
}

document.addEventListener("keydown", (event) => {
  const from = event.target.closest(".plan .row__label a, .plan a.mark");
  const row = from?.closest(".row");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!row || !isPlain || !(event.key in STEPS || event.key in ROWS)) return;
  event.preventDefault();
  destination(event.key, from, row).focus();
});
