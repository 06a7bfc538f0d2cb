// Signing in and out, and the agent's session at a place (contract 3 and 4).
import { get, post } from "./request";
import type { Channel, User } from "./types";

export interface Me {
  user: User & { channels?: Channel[] };
}

const ME = "/api/v2/me";

/** Who the cookie says we are. */
export function whoAmI(): Promise<Me> {
  return get<Me>(`${ME}?subresources=channels`);
}

/** Proves a password once; from then on the cookie is enough. */
export function signIn(userName: string, password: string): Promise<Me> {
  return get<Me>(`${ME}?subresources=channels`, `Basic ${base64(`${userName}:${password}`)}`);
}

/** Takes a seat; without a name, the agent's own one. */
export function startWork(place: string): Promise<unknown> {
  const seat = place.trim() === "" ? {} : { place: place.trim() };
  return post(ME, { operationName: "StartContactCenterSession", channels: ["email"], ...seat });
}

/** Hands back what is in hand and ends every session of this agent. */
export function endWork(): Promise<unknown> {
  return post(ME, { operationName: "EndContactCenterSession" });
}

/** The result comes over the push channel, on `/v2/me`. */
export function changePassword(oldPassword: string, newPassword: string): Promise<unknown> {
  return post(ME, { operationName: "ChangePassword", oldPassword, newPassword });
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
