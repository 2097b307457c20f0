/**
 * A slider over the months, that says which month it stands on.
 *
 * In: `#months`, a datalist that gives each month's number its words, and either
 * `input#lamp`, a slider of the page's own, or `[data-lamp]`, an empty place beside the
 * list of months `select#month`, named by the element whose id it holds. The slider that
 * is put there moves that list; whoever answers the form hears of it as of any control.
 */
const words = document.getElementById("months")?.options ?? [];
const list = document.getElementById("month");
const place = document.querySelector("[data-lamp]");
const lamp = document.getElementById("lamp") ?? (list && place && addedTo(place));

/** Puts a slider beside the list of months and returns it. */
function addedTo(place) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", id: "lamp", min: 1, max: list.options.length });
  slider.setAttribute("aria-labelledby", place.dataset.lamp);
  slider.value = list.value;
  place.append(slider);
  return slider;
}

/** Says the month on which the slider stands. */
function tell() {
  const month = [...words].find((option) => option.value === lamp.value);
  if (month) lamp.setAttribute("aria-valuetext", month.label);
}

if (lamp) {
  tell();
  lamp.addEventListener("input", () => {
    if (list) list.value = lamp.value;
    tell();
  });
  for (const changed of ["change", "results:shown"]) {
    document.addEventListener(changed, () => {
      if (list) lamp.value = list.value;
      tell();
    });
  }
}
