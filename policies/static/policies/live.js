// A form marked data-live answers while one types: what it would answer takes the place of the section it names.
const form = document.querySelector("form[data-live]");
let waiting, asked;

const ask = async () => {
  asked?.abort();
  asked = new AbortController();
  const section = document.getElementById(form.dataset.live);
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.href, { method: "POST", body: new FormData(form), signal: asked.signal, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    if (fresh) section.replaceChildren(...fresh.childNodes);
    section.removeAttribute("aria-busy");
  } catch (problem) {
    // The button still asks. Who typed on has asked anew.
    if (problem.name !== "AbortError") section.removeAttribute("aria-busy");
  }
};

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 400);
};

form?.addEventListener("input", soon);
// What was typed before this script had come.
if (form?.querySelector("textarea")?.value && !document.querySelector(`#${form.dataset.live} mark`)) soon();
