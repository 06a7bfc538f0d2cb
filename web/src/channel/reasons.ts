// The states to choose from besides plain ready and not ready. Pure.
import type { AgentState } from "../api/types";

/** The contact centre's own not-ready states; the built-in ones beyond the first three are a telephone's. */
export function reasons(states: readonly AgentState[]): AgentState[] {
  return states.filter((one) => one.state === "NotReady" && one.operationName !== "NotReady" && !one.workMode);
}
