// What the contact centre has set: states to choose from, dispositions, options (contract 11.9).
import { get } from "./request";
import type { AgentState, Disposition } from "./types";

/** The built-in states, then the centre's own. */
export async function agentStates(): Promise<AgentState[]> {
  return (await get<{ settings: AgentState[] }>("/api/v2/settings/agent-states")).settings;
}

/** The business results an agent can set. */
export async function dispositions(): Promise<Disposition[]> {
  return (await get<{ settings: Disposition[] }>("/api/v2/settings/dispositions")).settings;
}
