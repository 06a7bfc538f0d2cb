// Everything that is offered to this agent now, oldest first.
import type { Email } from "../api/types";
import { texts } from "../texts/texts";
import { InvitationCard } from "./InvitationCard";
import styles from "./Invitations.module.css";

interface Props {
  emails: Email[];
  /** In the middle of the page, while nothing else is open. */
  large?: boolean;
}

export function Invitations({ emails, large = false }: Props) {
  if (emails.length === 0) return null;
  return (
    <section className={large ? styles.large : styles.small} aria-label={texts.invitation.region} data-offers>
      <h2 className={styles.heading}>{texts.invitation.heading}</h2>
      {emails.map((email, at) => (
        <InvitationCard key={email.id} email={email} large={large} first={at === 0} />
      ))}
    </section>
  );
}
