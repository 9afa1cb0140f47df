// The channel's colour for its buttons, with whichever ink can be read on it; text in the colour keeps to the theme's own accent.
export function paint(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour ?? "")) return;
  const style = document.documentElement.style;
  style.setProperty("--channel", colour);
  style.setProperty("--channel-ink", light(colour) > 0.179 ? "#000000" : "#ffffff");
  document.documentElement.dataset.coloured = "";
}

// Relative luminance (WCAG 2): above 0.179 black has the greater contrast, at least 4.5 to 1.
function light(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
