// The browser's own notifications: asked for only when the agent clicks, shown only when he looks elsewhere.
import { useState } from "react";
import { prefer } from "../preferences/preferences";

/** Does this browser have them at all? */
export function canNotify(): boolean {
  return "Notification" in globalThis;
}

/** What the browser allows, and the question, to be asked in answer to a click. */
export function useNotificationPermission(): [NotificationPermission, () => Promise<void>] {
  const [permission, setPermission] = useState(canNotify() ? Notification.permission : "denied");
  async function ask() {
    const answer = await Notification.requestPermission();
    setPermission(answer);
    prefer({ notifications: answer === "granted" });
  }
  return [permission, ask];
}

/** Shows one; a click brings the page to the front. Gives back what takes it away. */
export function notify(title: string, body: string, tag: string): () => void {
  if (!canNotify() || Notification.permission !== "granted") return () => undefined;
  const shown = new Notification(title, { body, tag, icon: "/favicon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
  return () => shown.close();
}
