// The agent's readiness for e-mail (contract 5).
import { get, post } from "./request";
import type { Channel } from "./types";

/** The email channel; null when the agent is not at work. */
export async function emailChannel(): Promise<Channel | null> {
  const { channels } = await get<{ channels: Channel[] }>("/api/v2/me/channels?fields=*");
  return channels.find((one) => one.channel === "email") ?? null;
}

/** `Ready`, `NotReady` or the operation of a state of the contact centre's own. */
export function setState(operationName: string): Promise<unknown> {
  return post("/api/v2/me/channels/email", { operationName });
}
