// A mail's HTML made ready for its frame: its own pictures in place, those that would have to be fetched left out.
import type { Pictures } from "./pictures";

export interface Prepared {
  html: string;
  /** How many pictures from elsewhere were left out. */
  held: number;
}

const KEPT = /^data:image\//i;
const REMOTE = /^(?:https?:)?\/\//i;
const OWN = /^cid:/i;

/** The parsed document is inert: nothing in it runs or loads. */
export function prepared(html: string, pictures: Pictures): Prepared {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  let held = 0;
  for (const picture of parsed.querySelectorAll("img")) {
    const source = picture.getAttribute("src") ?? "";
    const own = OWN.test(source) ? pictures.get(decoded(source.slice("cid:".length))) : undefined;
    if (own !== undefined) picture.setAttribute("src", own);
    if (own !== undefined || KEPT.test(source)) continue;
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

function decoded(contentId: string): string {
  try {
    return decodeURIComponent(contentId);
  } catch {
    return contentId;
  }
}
