// Reads again what may go through a little later: a network that changes, a server that starts.
import { isTemporary } from "./request";

const PAUSES_MS = [500, 2_000, 5_000];

/** The first answer; after the last pause the last failure. Only what is temporary is tried again. */
export async function again<T>(read: () => Promise<T>, pausesMs: readonly number[] = PAUSES_MS): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await read();
    } catch (error) {
      if (!isTemporary(error)) throw error;
      await new Promise((go) => setTimeout(go, pause));
    }
  }
  return read();
}
