// Single keys that act, while the agent is not typing and has not switched them off.
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import type { Desk } from "../desk/desk";
import { useDesk } from "../desk/useDesk";
import { held, invited } from "../hand/hand";
import { preferences } from "../preferences/preferences";
import { type Action, actionOf } from "./keys";

const elsewhere = new Map<Action, () => void>();

/** Lets a part of the page take an action while it is there; gives back what lets go of it. */
export function onShortcut(action: Action, act: () => void): () => void {
  elsewhere.set(action, act);
  return () => {
    if (elsewhere.get(action) === act) elsewhere.delete(action);
  };
}

export function useShortcuts(): { opened: boolean; show: () => void; hide: () => void } {
  const desk = useDesk();
  const [opened, sheet] = useDisclosure(false);
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      const busy = document.querySelector('[role="dialog"], [role="menu"]') !== null;
      const { key, ctrlKey, metaKey, altKey, repeat } = event;
      const editable = target.isContentEditable;
      const action = actionOf({ key, ctrlKey, metaKey, altKey, repeat, tag: target.tagName, editable, busy });
      if (action === null || !(preferences().shortcuts || action === "sheet")) return;
      event.preventDefault();
      if (action === "sheet") sheet.open();
      else (elsewhere.get(action) ?? (() => act(desk, action)))();
    }
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [desk, sheet.open]);
  return { opened, show: sheet.open, hide: sheet.close };
}

function act(desk: Desk, action: Action): void {
  const { hand, open, link } = desk.now();
  const oldest = invited(hand)[0];
  if (action === "accept" && oldest && link !== "broken") void desk.operate(oldest.id, ["Accept"]);
  if (action === "reject" && oldest && link !== "broken") void desk.operate(oldest.id, ["Reject"]);
  if (action === "ready") void desk.setState("Ready");
  if (action === "notReady") void desk.setState("NotReady");
  if (action === "next" || action === "previous") {
    const list = held(hand);
    const at = list.findIndex((one) => one.id === open);
    const to = at < 0 ? list[0] : list[at + (action === "next" ? 1 : -1)];
    if (to !== undefined) desk.open(to.id);
  }
}
