// How components get at the desk and at its state.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Desk } from "./desk";
import type { State } from "./state";

export const DeskContext = createContext<Desk | null>(null);

/** What acts. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("no desk around this component");
  return desk;
}

/** What is. */
export function useDeskState(): State {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, desk.now);
}
