// Shows how far the work has come: the section marked data-follow is fetched anew each second until it is no longer marked.
const again = async () => {
  const section = document.querySelector("[data-follow]");
  if (!section) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(section.id);
    if (fresh && !fresh.hasAttribute("data-follow")) return location.reload();
    if (fresh) section.replaceChildren(...fresh.childNodes);
  } catch {
    // The next second tries again; the link to look again is still there.
  }
  setTimeout(again, 1000);
};
setTimeout(again, 1000);
