// What this browser remembers for this agent: place, sound, notifications, shortcuts.
import { useSyncExternalStore } from "react";

export interface Preferences {
  place: string;
  userName: string;
  sound: boolean;
  notifications: boolean;
  shortcuts: boolean;
}

const KEY = "proffer.preferences";
const USUAL: Preferences = { place: "", userName: "", sound: false, notifications: false, shortcuts: true };

let current = stored();
const listeners = new Set<() => void>();

export function preferences(): Preferences {
  return current;
}

export function prefer(changed: Partial<Preferences>): void {
  current = { ...current, ...changed };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // a browser that keeps nothing: they last as long as the page
  }
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Preferences {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...USUAL, ...(typeof read === "object" ? read : {}) };
  } catch {
    return USUAL;
  }
}
