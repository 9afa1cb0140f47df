// Nothing typed is lost: fields of a form with data-draft are kept in this browser until they were taken by the server, a week at most.
const PREFIX = "countersign:draft:";
const SENT = "countersign:sent";
const WEEK = 7 * 86_400_000;

const keep = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)) ?? {}; } catch { return {}; } },
  write: (key, value) => { try { localStorage.setItem(PREFIX + key, JSON.stringify({ ...value, at: Date.now() })); } catch { /* a full or forbidden store */ } },
  drop: (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* as above */ } },
  all: () => { try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)); } catch { return []; } },
};

const fields = (form) => [...form.querySelectorAll("textarea, input:not([type=hidden]):not([type=radio]), select")].filter((field) => field.name);
const names = (form, field) => `${form.id || form.parentElement.id}.${field.name}`;

function restore(form) {
  const kept = keep.read(form.dataset.draft);
  const refused = document.getElementById("refused");
  let found = false;
  for (const field of fields(form)) {
    const value = kept[names(form, field)];
    if (value === undefined || refused || value === field.value) continue;
    field.value = value;
    found = true;
  }
  if (!found) return;
  form.dispatchEvent(new CustomEvent("desk:restored"));
  if (form.id === "editor" && form.hidden) document.dispatchEvent(new CustomEvent("toast", { detail: { text: "What you typed here before is kept. Press E to go on with it.", kind: "accent" } }));
}

function store(event) {
  const form = event.target.form;
  if (!form?.dataset.draft || !event.target.name || event.target.type === "radio") return;
  keep.write(form.dataset.draft, { ...keep.read(form.dataset.draft), [names(form, event.target)]: event.target.value });
}

// The page after a form that was taken shows no refusal of it: only then is the copy let go of.
const sent = sessionStorage.getItem(SENT);
if (sent && !document.getElementById("refused")) keep.drop(sent);
sessionStorage.removeItem(SENT);
for (const key of keep.all()) if (Date.now() - (keep.read(key).at ?? 0) > WEEK) keep.drop(key);
for (const form of document.querySelectorAll("form[data-draft]")) restore(form);

document.addEventListener("input", store);
document.addEventListener("submit", (event) => {
  if (event.target.dataset.draft) sessionStorage.setItem(SENT, event.target.dataset.draft);
  if (event.target.action.includes("/logout/")) for (const key of keep.all()) keep.drop(key);
});
