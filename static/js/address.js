/* Has the line under an action's period follow what is typed. */
const line = document.querySelector("[data-address]");
const BOXES = "#id_programme, #id_thrust, #id_start_value, #id_end_value";
// Long enough that not each key asks the server.
const PAUSE = 300;
let timer;

const typed = (id) => document.getElementById(id)?.value ?? "";

async function follow() {
  const asked = new URLSearchParams({
    programme: line.dataset.programme || typed("id_programme"),
    thrust: typed("id_thrust"),
    start: typed("id_start_value"),
    end: typed("id_end_value"),
  });
  const answer = await fetch(`${line.dataset.address}?${asked}`);
  if (answer.ok) line.textContent = await answer.text();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(follow, PAUSE);
}

// Select2 tells jQuery alone of a choice.
if (line) window.django?.jQuery?.(document).on("input change", BOXES, wait);
if (line && !line.dataset.programme) follow();
