// One email offered: enough to decide by, how long there is to decide, and the two answers.
import { Button } from "@mantine/core";
import type { Email } from "../api/types";
import { useDesk, useDeskState } from "../desk/useDesk";
import { sender, subject } from "../hand/hand";
import { ClipIcon } from "../page/icons";
import { GO } from "../page/theme";
import { usePreferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { Moment } from "../time/Moment";
import { readTime } from "../time/timestamps";
import styles from "./InvitationCard.module.css";
import { Ring } from "./Ring";

const words = texts.invitation;

interface Props {
  email: Email;
  large: boolean;
  /** The oldest: the keys answer this one. */
  first: boolean;
}

export function InvitationCard({ email, large, first }: Props) {
  const { deadlines } = useDeskState();
  const { name, address } = sender(email);
  const title = `offer-${email.id}`;
  return (
    <article className={styles.card} data-large={large || undefined} aria-labelledby={title}>
      <div className={styles.top}>
        <Ring deadline={deadlines[email.id]} />
        <div className={styles.heading}>
          <h3 id={title} className={styles.subject} dir="auto">
            {subject(email) || texts.hand.noSubject}
          </h3>
          <p className={styles.from} dir="auto">
            <strong>{name}</strong>
            {large && name !== address && <span> {address}</span>}
          </p>
        </div>
      </div>
      <Facts email={email} />
      <Answers email={email} first={first} />
    </article>
  );
}

function Facts({ email }: { email: Email }) {
  const received = readTime(email.receivedDate);
  const files = email.userData._AttachmentFileNames;
  const refused = email.userData.PegRejected;
  return (
    <ul className={styles.facts}>
      {email.interactionQueue !== undefined && (
        <li>
          {words.queue} <b>{email.interactionQueue}</b>
        </li>
      )}
      {received !== null && (
        <li>
          {words.received} <Moment at={received} />
        </li>
      )}
      {typeof files === "string" && files !== "" && (
        <li className={styles.files}>
          <ClipIcon size={14} />
          <span className="unseen">{words.attachments("")}</span>
          {files.split(";").join(", ")}
        </li>
      )}
      {typeof refused === "number" && <li>{words.round(refused)}</li>}
    </ul>
  );
}

function Answers({ email, first }: { email: Email; first: boolean }) {
  const desk = useDesk();
  const { pending, link } = useDeskState();
  const { shortcuts } = usePreferences();
  const asked = pending[email.id];
  const away = link === "broken";
  const key = (letter: string) => (first && shortcuts ? <kbd className="key">{letter}</kbd> : undefined);
  const answer = (operation: string) => void desk.operate(email.id, [operation]);
  return (
    <div className={styles.answers}>
      <Button
        color={GO}
        rightSection={key("A")}
        loading={asked === "Accept"}
        disabled={away || asked !== undefined}
        onClick={() => answer("Accept")}
      >
        {words.accept}
      </Button>
      <Button
        variant="default"
        rightSection={key("R")}
        loading={asked === "Reject"}
        disabled={away || asked !== undefined}
        onClick={() => answer("Reject")}
      >
        {words.reject}
      </Button>
    </div>
  );
}
