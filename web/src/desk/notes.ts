// Notes: what an agent should know about something that just happened. Pure.
import type { Email, EmailMessage } from "../api/types";
import { subject } from "../hand/hand";
import type { State } from "./state";

const NOTES_MAX = 4;
const EXPIRY_SLACK_MS = 1_500; // a revocation this close to the deadline is the deadline's

export type NoteKind =
  | { kind: "rejected" | "completed" | "timedOut" | "takenBack" | "elsewhere"; subject: string }
  | { kind: "failed"; what: string; why: "wrongState" | "gone" | "store" | "unreachable" | "other"; detail: string }
  | { kind: "madeNotReady" | "reconnected" | "loggedOut" | "loggedOutElsewhere" };

export type Note = NoteKind & { number: number; at: number };

const SHORT_LIVED = new Set(["rejected", "completed", "reconnected", "loggedOut"]);

/** Does it go away by itself? What happened without the agent stays until he has seen it. */
export function fades(note: Note): boolean {
  return SHORT_LIVED.has(note.kind);
}

/** With one more; the oldest makes room. */
export function stacked(notes: readonly Note[], note: NoteKind | null, at: number): readonly Note[] {
  if (note === null) return notes;
  const number = Math.max(0, ...notes.map((one) => one.number)) + 1;
  return [...notes, { ...note, number, at }].slice(-NOTES_MAX);
}

/** Why an email left the hand, as far as this page can tell. */
export function noteOf(state: State, email: Email, message: EmailMessage | null, at: number): NoteKind {
  const about = { subject: subject(email) };
  const deadline = state.deadlines[email.id];
  const overdue = deadline !== undefined && at >= deadline.expiresAt - EXPIRY_SLACK_MS;
  if (email.state === "Invited" && overdue && message?.email.state !== "Completed")
    return { kind: "timedOut", ...about };
  if (message === null) return { kind: "elsewhere", ...about };
  if (message.email.state !== "Completed") return { kind: "takenBack", ...about };
  return { kind: email.state === "Invited" ? "rejected" : "completed", ...about };
}
