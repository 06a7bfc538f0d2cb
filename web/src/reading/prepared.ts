// A mail's HTML made ready for its frame: pictures that would have to be fetched are replaced by a word.

export interface Prepared {
  html: string;
  /** How many pictures from elsewhere were left out. */
  held: number;
}

const KEPT = /^data:image\//i;
const REMOTE = /^(?:https?:)?\/\//i;

/** The parsed document is inert: nothing in it runs or loads. */
export function prepared(html: string): Prepared {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  let held = 0;
  for (const picture of parsed.querySelectorAll("img")) {
    const source = picture.getAttribute("src") ?? "";
    if (KEPT.test(source)) continue;
    if (REMOTE.test(source)) held += 1;
    const alt = (picture.getAttribute("alt") ?? "").trim();
    if (alt === "") picture.remove();
    else picture.replaceWith(word(parsed, alt));
  }
  return { html: parsed.body.innerHTML, held };
}

function word(parsed: Document, alt: string): HTMLElement {
  const stand = parsed.createElement("span");
  stand.className = "proffer-held";
  stand.textContent = alt;
  return stand;
}
