// A form marked data-live answers while one types: what it would answer takes the place of the section it names. One question at a time.
const form = document.querySelector("form[data-live]");
let waiting;
let busy = false;
let again = false;

const ask = async () => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const section = document.getElementById(form.dataset.live);
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    if (fresh) section.replaceChildren(...fresh.childNodes);
  } catch {
    // The button still asks.
  }
  section.removeAttribute("aria-busy");
  busy = false;
  if (again) {
    again = false;
    ask();
  }
};

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 400);
};

form?.addEventListener("input", soon);
// What was typed before this script had come.
if (form?.querySelector("textarea")?.value && !document.querySelector(`#${form.dataset.live} mark`)) soon();
