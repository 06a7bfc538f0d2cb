// The emails that this agent has accepted, to choose the open one from.
import { Skeleton } from "@mantine/core";
import type { Email } from "../api/types";
import { useDesk, useDeskState } from "../desk/useDesk";
import { texts } from "../texts/texts";
import { Moment } from "../time/Moment";
import { readTime } from "../time/timestamps";
import styles from "./HandList.module.css";
import { held, sender, subject } from "./hand";

const words = texts.hand;

export function HandList() {
  const { hand, read } = useDeskState();
  const emails = held(hand);
  return (
    <section aria-labelledby="in-hand">
      <h2 id="in-hand" className={styles.heading}>
        {words.heading}
        {emails.length > 0 && <span className={styles.count}>{emails.length}</span>}
      </h2>
      {!read ? (
        <Skeleton height={64} radius="md" aria-label={words.loading} />
      ) : emails.length === 0 ? (
        <p className={styles.none}>{words.none}</p>
      ) : (
        <ul className={styles.list}>
          {emails.map((email) => (
            <Row key={email.id} email={email} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ email }: { email: Email }) {
  const desk = useDesk();
  const { open } = useDeskState();
  const received = readTime(email.receivedDate);
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        aria-current={open === email.id ? "true" : undefined}
        onClick={() => desk.open(email.id)}
      >
        <span className={styles.line}>
          <span className={styles.sender} dir="auto">
            {email.state === "Composing" ? words.draft : sender(email).name}
          </span>
          {received !== null && <Moment at={received} />}
        </span>
        <span className={styles.subject} dir="auto">
          {subject(email) || words.noSubject}
        </span>
      </button>
    </li>
  );
}
