// Editing a draft, or writing an answer: the editor opens in place, and what would change is shown word by word while it is typed.
const editor = document.getElementById("editor");
const text = document.getElementById("edit-text");
const proposed = document.getElementById("proposed-text")?.content.textContent ?? "";
const MOST = 4_000_000; // cells of the table; beyond that the middle is shown as one change

const words = (value) => value.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? [];

// Longest common subsequence over the middle that differs: [kind, words] with kind "same", "del" or "ins".
export function changes(before, after) {
  const a = words(before);
  const b = words(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return joined(bridged(joined([["same", a.slice(0, head)], ...middle, ["same", a.slice(a.length - tail)]])));
}

// Two changes with nothing but a gap between them read better as one.
function bridged(parts) {
  const found = [];
  let [gone, come] = [[], []];
  const flush = () => { found.push(["del", gone], ["ins", come]); [gone, come] = [[], []]; };
  parts.forEach(([kind, piece], index) => {
    const isGap = kind === "same" && (gone.length || come.length) && index < parts.length - 1 && /^[^\S\n]+$/.test(piece.join(""));
    if (kind === "del" || isGap) gone.push(...piece);
    if (kind === "ins" || isGap) come.push(...piece);
    if (kind === "same" && !isGap) { flush(); found.push([kind, piece]); }
  });
  flush();
  return found;
}

function between(a, b) {
  if (a.length * b.length > MOST) return [["del", a], ["ins", b]];
  const wide = b.length + 1;
  const table = new Uint32Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * wide + j] = a[i] === b[j] ? table[(i + 1) * wide + j + 1] + 1 : Math.max(table[(i + 1) * wide + j], table[i * wide + j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { found.push(["same", [a[i]]]); i += 1; j += 1; }
    else if (table[(i + 1) * wide + j] >= table[i * wide + j + 1]) { found.push(["del", [a[i]]]); i += 1; }
    else { found.push(["ins", [b[j]]]); j += 1; }
  }
  return [...found, ["del", a.slice(i)], ["ins", b.slice(j)]];
}

function joined(parts) {
  const found = [];
  for (const [kind, piece] of parts) {
    if (!piece.length) continue;
    const last = found.at(-1);
    if (last?.[0] === kind) last[1].push(...piece);
    else found.push([kind, [...piece]]);
  }
  return found;
}

const AROUND = 60; // characters of what stayed that are shown beside a change

function shortened(value, isFirst, isLast) {
  if (value.length <= 2 * AROUND + 20) return value;
  if (isFirst) return `… ${value.slice(-AROUND)}`;
  if (isLast) return `${value.slice(0, AROUND)} …`;
  return `${value.slice(0, AROUND)} … ${value.slice(-AROUND)}`;
}

function show() {
  if (!document.getElementById("changes")) return; // an answer has no draft to differ from
  const found = changes(proposed, text.value);
  const count = (kind) => found.filter(([one]) => one === kind).flatMap(([, piece]) => piece).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const [added, removed] = [count("ins"), count("del")];
  const changed = found.some(([kind]) => kind !== "same");
  document.getElementById("changes-told").textContent = changed ? `${added} word${added === 1 ? "" : "s"} added, ${removed} removed.` : "None yet.";
  document.getElementById("changes").replaceChildren(...(changed ? found : []).map(([kind, piece], index) => {
    const value = piece.join("");
    if (kind === "same") return document.createTextNode(shortened(value, index === 0, index === found.length - 1));
    const mark = document.createElement(kind);
    mark.textContent = value;
    return mark;
  }));
}

let waiting = 0;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, 150);
}

function open(on) {
  editor.hidden = !on;
  document.body.classList.toggle("editing", on);
  if (on) {
    if (text) show();
    const first = editor.querySelector("fieldset .input") ?? text;
    first.focus();
    first.setSelectionRange(0, first === text ? 0 : first.value.length);
    editor.scrollIntoView({ block: "nearest" });
  } else {
    document.querySelector("[data-edit]")?.focus();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-edit], a[data-read], a[data-opens], a[data-closes]");
  if (!link) return;
  event.preventDefault();
  if (link.dataset.edit !== undefined) open(true);
  if (link.dataset.read !== undefined) open(false);
});

if (editor) {
  text?.addEventListener("input", soon);
  editor.addEventListener("desk:restored", () => { if (text) show(); });
  if (!editor.hidden && text) show();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !editor.hidden) { event.preventDefault(); editor.requestSubmit(); }
    if (event.key === "Escape" && !editor.hidden && editor.contains(document.activeElement)) open(false);
  });
}

// A dialog that the server sent open (without JavaScript, or after a refusal) becomes a real one.
for (const dialog of document.querySelectorAll("dialog[data-open]")) {
  dialog.removeAttribute("open");
  dialog.showModal();
}
