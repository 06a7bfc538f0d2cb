// The emails in hand: read, looked at more closely, operated on (contract 10, 11.10).
import { get, getBytes, post } from "./request";
import type { Details, Email, OfferMade } from "./types";

const CHUNK_BYTES = 0x2000; // so many arguments a function surely takes

/** Everything in this agent's hands, oldest first. */
export async function inHand(): Promise<Email[]> {
  return (await get<{ emails: Email[] }>("/api/v2/me/emails?fields=*")).emails;
}

/** Deadline, warnings, thread. */
export async function details(id: string): Promise<Details> {
  return (await get<{ email: Details }>(`/api/x/v1/emails/${encodeURIComponent(id)}`)).email;
}

/** To whom it was offered, why, and what came of it. */
export async function why(id: string): Promise<OfferMade[]> {
  return (await get<{ invitations: OfferMade[] }>(`/api/x/v1/emails/${encodeURIComponent(id)}/why`)).invitations;
}

/** `Accept`, `Reject`, `Complete`, …; what follows comes over the push channel. */
export function operate(id: string, operationName: string, parameters: Record<string, unknown> = {}): Promise<unknown> {
  return post(`/api/v2/me/emails/${encodeURIComponent(id)}`, { operationName, ...parameters });
}

/** A picture's bytes as an address that needs no further fetching. Throws Refused, Unreachable. */
export async function pictureData(path: string, mime: string): Promise<string> {
  const bytes = await getBytes(attachmentAddress(path));
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return `data:${mime};base64,${btoa(text)}`;
}

/** Where a browser downloads the mail as it came in, byte for byte. */
export function sourceAddress(id: string): string {
  return `/api/x/v1/emails/${encodeURIComponent(id)}/source`;
}

/** Where a browser downloads an attachment. */
export function attachmentAddress(path: string): string {
  return `/api/v2${path}`;
}
