// How long an invitation runs, by the server's clock: this machine's may be wrong, and it may have reloaded the page.
import type { Details } from "../api/types";
import { readTime } from "../time/timestamps";

/** Times of this machine's clock, in epoch milliseconds. */
export interface Deadline {
  offeredAt: number;
  expiresAt: number;
}

/**
 * The deadline on our clock. `askedAt` and `answeredAt` are ours, around the request: the server looked at its clock
 * somewhere between, so the middle is off by half a round trip at most. Null when there is no open invitation.
 */
export function deadlineOf(details: Details, askedAt: number, answeredAt: number): Deadline | null {
  const server = readTime(details.serverTime);
  const offered = readTime(details.invitation?.offeredAt);
  const expires = readTime(details.invitation?.expiresAt);
  if (server === null || offered === null || expires === null) return null;
  const ours = (askedAt + answeredAt) / 2 - server;
  return { offeredAt: offered + ours, expiresAt: expires + ours };
}

export interface Countdown {
  /** Whole seconds still to go, 0 when it is over. */
  seconds: number;
  /** 1 at the beginning, 0 at the end. */
  share: number;
}

/** What a ring shows at `now`. */
export function countdown(deadline: Deadline, now: number): Countdown {
  const left = Math.max(0, deadline.expiresAt - now);
  const whole = Math.max(1, deadline.expiresAt - deadline.offeredAt);
  return { seconds: Math.ceil(left / 1_000), share: Math.min(1, left / whole) };
}
