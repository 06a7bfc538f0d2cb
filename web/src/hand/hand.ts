// The emails in an agent's hands, and what a push message makes of them. Pure.
import type { Email, EmailMessage } from "../api/types";

const ENDED = new Set(["Completed", "Canceled", "Revoked"]);

/** Oldest first, as the server lists them. */
export type Hand = readonly Email[];

/** The hand after one message. A message replayed over an older reading gives a newer one (contract 7.1). */
export function told(hand: Hand, message: EmailMessage): Hand {
  const { email } = message;
  const at = hand.findIndex((one) => one.id === email.id);
  if (ENDED.has(email.state)) return at < 0 ? hand : hand.filter((one) => one.id !== email.id);
  return at < 0 ? [...hand, email] : hand.map((one) => (one.id === email.id ? email : one));
}

/** Those offered, oldest first. */
export function invited(hand: Hand): Email[] {
  return hand.filter((one) => one.state === "Invited");
}

/** Those accepted, oldest first. */
export function held(hand: Hand): Email[] {
  return hand.filter((one) => one.state !== "Invited");
}

/** Who wrote: the name if the mail gives one, else the address. */
export function sender(email: Email): { name: string; address: string } {
  const address = email.from ?? text(email.userData.FromAddress);
  return { name: text(email.userData.FromPersonal) || address, address };
}

/** The subject, or "" when the mail has none. */
export function subject(email: Email): string {
  return email.subject ?? text(email.userData.Subject);
}

/** The next email to open when one leaves: the one after it, else the one before. */
export function neighbour(before: Hand, left: string): string | null {
  const list = held(before);
  const at = list.findIndex((one) => one.id === left);
  return (list[at + 1] ?? list[at - 1])?.id ?? null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
