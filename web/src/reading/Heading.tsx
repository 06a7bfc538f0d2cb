// From whom, to whom, when: the head of an email.
import type { ReactNode } from "react";
import { sourceAddress } from "../api/emails";
import type { Email } from "../api/types";
import { sender } from "../hand/hand";
import { Initials } from "../page/Initials";
import { texts } from "../texts/texts";
import { Moment } from "../time/Moment";
import { readTime } from "../time/timestamps";
import styles from "./Heading.module.css";
import { Why } from "./Why";

const words = texts.reading;

export function Heading({ email }: { email: Email }) {
  const { name, address } = sender(email);
  const received = readTime(email.receivedDate);
  return (
    <div className={styles.head}>
      <span aria-hidden="true">
        <Initials name={name} size={44} />
      </span>
      <div className={styles.told}>
        <dl className={styles.facts}>
          <Fact label={words.from}>
            <strong>{name}</strong>
            {name !== address && <span className={styles.address}> {address}</span>}
          </Fact>
          <Fact label={words.to}>{(email.to ?? []).join(", ")}</Fact>
          {(email.cc ?? []).length > 0 && <Fact label={words.cc}>{email.cc?.join(", ")}</Fact>}
          {received !== null && (
            <Fact label={words.received}>
              <Moment at={received} full />
            </Fact>
          )}
          {email.interactionQueue !== undefined && <Fact label={words.queue}>{email.interactionQueue}</Fact>}
        </dl>
        <Why id={email.id} />
        <a className={styles.source} href={sourceAddress(email.id)} download>
          {words.source}
        </a>
      </div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
