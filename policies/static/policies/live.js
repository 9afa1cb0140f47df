// A form marked data-live answers while one types: what it would answer takes the place of the section it names.
const form = document.querySelector("form[data-live]");
let waiting, asked;

const ask = async () => {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(location.href, { method: "POST", body: new FormData(form), signal: asked.signal, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    if (fresh) document.getElementById(form.dataset.live).replaceChildren(...fresh.childNodes);
  } catch {
    // The button still asks.
  }
};

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 400);
});
