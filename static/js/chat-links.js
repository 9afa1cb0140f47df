// Addresses of listed hosts become links; all others stay text, so that no answer can lead a visitor to a stranger's site by one click.
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

export function linked(text, hosts) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const link = anchor(found[0], hosts);
    if (!link) continue;
    parts.push(text.slice(from, found.index), link);
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function anchor(address, hosts) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const plain = url.protocol === "https:" || (url.protocol === "http:" && url.host === location.host);
  if (!plain || url.username || url.password || !hosts.includes(url.host)) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.textContent = address;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  return link;
}
