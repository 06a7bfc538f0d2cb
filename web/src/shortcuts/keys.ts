// Which key means what, and when a key press is meant for the page at all. Pure.

export type Action = "accept" | "reject" | "complete" | "next" | "previous" | "ready" | "notReady" | "sheet";

export const KEYS: Readonly<Record<string, Action>> = {
  a: "accept",
  r: "reject",
  c: "complete",
  j: "next",
  k: "previous",
  y: "ready",
  n: "notReady",
  "?": "sheet",
};

const TYPING = /^(?:input|textarea|select)$/i;

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  /** The tag that has the focus, and whether its text is edited. */
  tag: string;
  editable: boolean;
  /** A dialog or a menu is open. */
  busy: boolean;
}

/** What a press asks for; null when it is typing, a browser's own shortcut, or held down. */
export function actionOf(press: Press): Action | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.busy) return null;
  if (press.editable || TYPING.test(press.tag)) return null;
  return KEYS[press.key.toLowerCase()] ?? null;
}
