// Offers facts and functions while a condition is typed. What there is to offer stands in the tables of the page.
// Arrows choose, Enter or Tab takes, Escape closes, Ctrl+Space opens. Without scripts the field is a field.
const WORD = /[A-Za-z_][\w.]*$|\.\w*$/;
const MOST = 10;
const offers = [...document.querySelectorAll("[data-offer]")].map((row) => ({
  text: row.dataset.offer,
  kind: row.querySelector("[data-kind]")?.textContent.trim() ?? "",
  about: row.querySelector("[data-about]")?.textContent.trim() ?? "",
}));
let open = null;

const inText = (before) => (before.match(/(?<!\\)'/g) ?? []).length % 2 === 1 || (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1;

const typed = (field) => {
  const before = field.value.slice(0, field.selectionStart);
  return inText(before) ? null : before.match(WORD)?.[0] ?? "";
};

// Facts by their beginning, then by a part of their name; what follows a value by what stands after the last point.
const found = (word) => {
  const low = word.toLowerCase();
  const last = low.slice(low.lastIndexOf(".") + 1);
  const begins = offers.filter((one) => one.text.trim().toLowerCase().startsWith(low));
  const inside = low ? offers.filter((one) => !one.text.startsWith(".") && one.text.toLowerCase().includes(low)) : [];
  const after = low.includes(".") ? offers.filter((one) => one.text.startsWith(".") && one.text.slice(1).toLowerCase().startsWith(last)) : [];
  return [...new Set([...begins, ...inside, ...after])].filter((one) => one.text !== word).slice(0, MOST);
};

const close = () => {
  if (!open) return;
  open.list.remove();
  open.said.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) open.field.removeAttribute(name);
  open = null;
};

const choose = (index) => {
  open.index = (index + open.shown.length) % open.shown.length;
  [...open.list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === open.index)));
  const row = open.list.children[open.index];
  row.scrollIntoView({ block: "nearest" });
  open.field.setAttribute("aria-activedescendant", row.id);
};

const take = (index) => {
  const { field, word, shown } = open;
  const offer = shown[index];
  const kept = offer.text.startsWith(".") ? word.length - word.lastIndexOf(".") : word.length;
  field.setRangeText(offer.text, field.selectionStart - kept, field.selectionStart, "end");
  close();
  field.focus();
};

const show = (field, asked) => {
  const word = typed(field);
  const shown = word === null || (!word && !asked) ? [] : found(word);
  close();
  if (!shown.length) return;
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `${field.id}-offers`;
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Facts and functions");
  said.className = "offers-said";
  said.setAttribute("role", "status");
  shown.forEach((offer, place) => {
    const row = document.createElement("li");
    row.id = `${list.id}-${place}`;
    row.setAttribute("role", "option");
    const code = document.createElement("code");
    const about = document.createElement("span");
    code.textContent = offer.text.trim();
    about.textContent = offer.kind ? `${offer.kind}: ${offer.about}` : offer.about;
    row.append(code, about);
    row.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(place);
    });
    list.append(row);
  });
  field.after(list, said);
  said.textContent = `${shown.length} to choose from, with the arrow keys`;
  open = { field, word, shown, list, said, index: 0 };
  field.setAttribute("aria-controls", list.id);
  choose(0);
};

const KEYS = {
  ArrowDown: () => choose(open.index + 1),
  ArrowUp: () => choose(open.index - 1),
  Enter: () => take(open.index),
  Tab: () => take(open.index),
  Escape: close,
};

const isCondition = (target) => target instanceof HTMLTextAreaElement && target.matches("textarea.condition");

document.addEventListener("input", (event) => isCondition(event.target) && show(event.target, false));
document.addEventListener("focusout", (event) => isCondition(event.target) && close());
document.addEventListener("click", (event) => open && isCondition(event.target) && close());
document.addEventListener("keydown", (event) => {
  if (!isCondition(event.target)) return;
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    return show(event.target, true);
  }
  if (!open || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  KEYS[event.key]();
});
document.addEventListener("focusin", (event) => {
  if (!isCondition(event.target)) return;
  event.target.setAttribute("aria-autocomplete", "list");
  event.target.setAttribute("aria-haspopup", "listbox");
});
