// The open email stands in the address, so that a reload or a link brings it back.
import type { Desk } from "../desk/desk";

const EMAIL = /^\/emails\/([0-9A-Za-z]{16})$/;

/** The email that the address names; null when it names none. */
export function openInAddress(): string | null {
  return EMAIL.exec(location.pathname)?.[1] ?? null;
}

/** Keeps the address as the desk is, and the desk as the browser's back and forward say. */
export function followAddress(desk: Desk): void {
  desk.subscribe(() => {
    const { phase, read, open } = desk.now();
    if (phase !== "atWork" || !read || open === openInAddress()) return;
    history.pushState(null, "", open === null ? "/" : `/emails/${open}`);
  });
  addEventListener("popstate", () => desk.open(openInAddress()));
}
