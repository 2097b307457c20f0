/* Gives Select2's boxes the names of the lists that they stand in for. */
const boxes = [
  "[role=combobox][aria-labelledby]",
  ".select2-selection__rendered[role=textbox]",
  ".select2-search__field",
].join();

function nameBoxes(root) {
  for (const list of root.querySelectorAll("select.admin-autocomplete")) {
    const label = list.labels?.[0];
    if (!label) continue;
    label.id ||= `${list.id}_label`;
    for (const box of list.nextElementSibling?.querySelectorAll(boxes) ?? []) {
      const shown = box.getAttribute("aria-labelledby") ?? "";
      box.setAttribute("aria-labelledby", `${label.id} ${shown}`.trim());
    }
  }
}

// A picture that has a name: Django draws it without saying so.
function namePictures() {
  for (const picture of document.querySelectorAll(".help-tooltip[aria-label]")) {
    picture.setAttribute("role", "img");
  }
}

addEventListener("load", namePictures);

// jQuery keeps the order in which it was asked: Select2's set-up comes first.
window.django?.jQuery?.(() => nameBoxes(document));
document.addEventListener("formset:added", (event) => {
  setTimeout(() => nameBoxes(event.target));
});
