// News at the foot of the page: what just happened, in words; what the agent missed stays until he has seen it.
import { CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { fades, type Note } from "../desk/notes";
import { useDesk, useDeskState } from "../desk/useDesk";
import { texts } from "../texts/texts";
import styles from "./Notes.module.css";

const SHOWN_MS = 5_000;
const BAD = new Set(["failed", "timedOut", "takenBack", "madeNotReady"]);

export function Notes() {
  const { notes } = useDeskState();
  return (
    <section className={styles.stack} aria-label={texts.notes.region} aria-live="polite">
      {notes.map((note) => (
        <OneNote key={note.number} note={note} />
      ))}
    </section>
  );
}

function OneNote({ note }: { note: Note }) {
  const desk = useDesk();
  const shortLived = fades(note);
  useEffect(() => {
    if (!shortLived) return;
    const timer = setTimeout(() => desk.dismiss(note.number), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [desk, note.number, shortLived]);
  return (
    <div className={styles.note} data-bad={BAD.has(note.kind) || undefined}>
      <span>{wordsOf(note)}</span>
      <CloseButton size="sm" aria-label={texts.notes.dismiss} onClick={() => desk.dismiss(note.number)} />
    </div>
  );
}

/** The sentence of a note. */
export function wordsOf(note: Note): string {
  const words = texts.notes;
  switch (note.kind) {
    case "failed":
      return `${words.operations[note.what] ?? words.operationOther}: ${words.reasons[note.why]}`;
    case "timedOut":
    case "takenBack":
    case "elsewhere":
    case "rejected":
    case "completed":
      return words[note.kind](note.subject);
    default:
      return words[note.kind];
  }
}
