// Holds the state: takes events, tells whoever listens.
import type { NoteKind } from "./notes";
import { after, EMPTY, type Event, type State } from "./state";

export class Store {
  private state: State = EMPTY;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly now = (): State => this.state;

  happened(event: Event): void {
    const next = after(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  note(note: NoteKind): void {
    this.happened({ type: "note", note, at: Date.now() });
  }
}
