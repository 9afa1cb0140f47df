// A rule is a line that opens. What is typed shows in its line; the arrows beside it change places, and the orders with them.
const rows = () => [...document.querySelectorAll(".rules .form-group:not(.empty-form)")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

const tell = (row) => {
  for (const shown of row.querySelectorAll("[data-shows]")) {
    const value = field(row, shown.dataset.shows)?.value.trim() ?? "";
    shown.textContent = value || (shown.dataset.shows === "name" ? "New rule" : "");
    if (shown.dataset.shows === "effect") shown.className = `effect ${value}`;
  }
  const name = field(row, "name")?.value.trim() || "New rule";
  for (const button of row.querySelectorAll("[data-move]")) button.setAttribute("aria-label", `${button.dataset.move < 0 ? "Move up:" : "Move down:"} ${name}`);
};

// The orders stay the numbers they were, in their new places; where two were the same they are counted anew.
const number = () => {
  const all = rows();
  const orders = all.map((row) => Number(field(row, "order").value)).sort((a, b) => a - b);
  const told = orders.every((order, place) => Number.isInteger(order) && (!place || order > orders[place - 1]));
  all.forEach((row, place) => {
    field(row, "order").value = told ? orders[place] : (place + 1) * 10;
    tell(row);
  });
};

const move = (button) => {
  const row = button.closest(".form-group");
  const all = rows();
  const other = all[all.indexOf(row) + Number(button.dataset.move)];
  if (!other) return;
  if (button.dataset.move < 0) other.before(row);
  else other.after(row);
  number();
  button.focus();
};

const begin = (row) => {
  row.querySelector(".moves")?.removeAttribute("hidden");
};

document.addEventListener("click", (event) => event.target.matches?.(".rules [data-move]") && move(event.target));
for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => {
  const row = event.target.closest?.(".rules .form-group");
  if (row) tell(row);
});
document.addEventListener("formset:added", (event) => {
  const row = event.target.closest(".rules .form-group");
  if (!row) return;
  const orders = rows().filter((one) => one !== row).map((one) => Number(field(one, "order").value) || 0);
  field(row, "order").value = (Math.floor(Math.max(0, ...orders) / 10) + 1) * 10;
  begin(row);
  tell(row);
  field(row, "name").focus();
});
rows().forEach(begin);
