// Why did I get this? The router's own record of whom it asked and for what reasons, in words.
import { useState } from "react";
import { why } from "../api/emails";
import type { OfferMade } from "../api/types";
import { useDeskState } from "../desk/useDesk";
import { texts } from "../texts/texts";
import { clockTime, readTime } from "../time/timestamps";
import styles from "./Why.module.css";

const words = texts.why;

export function Why({ id }: { id: string }) {
  const [offers, setOffers] = useState<OfferMade[] | "failed" | null>(null);
  function ask(opened: boolean) {
    if (!opened) return;
    why(id).then(setOffers, () => setOffers("failed"));
  }
  return (
    <details className={styles.why} onToggle={(event) => ask(event.currentTarget.open)}>
      <summary>{words.ask}</summary>
      {offers === null && <p>{words.loading}</p>}
      {offers === "failed" && <p>{words.failed}</p>}
      {Array.isArray(offers) && (
        <ol>
          {offers.map((offer) => (
            <Offer key={offer.offeredAt} offer={offer} />
          ))}
        </ol>
      )}
    </details>
  );
}

function Offer({ offer }: { offer: OfferMade }) {
  const { user } = useDeskState();
  const at = readTime(offer.offeredAt);
  const who = offer.agent.id === user?.id ? words.you : (offer.agent.name ?? offer.agent.id);
  const others = (offer.why?.candidates ?? []).filter((one) => one.agent.id !== offer.agent.id);
  return (
    <li>
      <p>
        {at !== null && <time dateTime={offer.offeredAt}>{clockTime(at, texts.locale)}</time>}
        <span>{words.offer(who, offer.queue, offer.round)}</span>
        <em>{words.outcomes[offer.outcome]}</em>
      </p>
      <p className={styles.quiet}>
        {offer.why?.target !== undefined && <span>{words.targets(offer.why.target)}</span>}
        {offer.why !== undefined && <span>{words.chosen[offer.why.tieBreak]}</span>}
      </p>
      <p className={styles.quiet}>
        {others.map((one) => (
          <span key={one.agent.id}>
            {words.other(one.agent.name ?? one.agent.id, words.verdicts[one.verdict] ?? one.verdict)}
          </span>
        ))}
      </p>
    </li>
  );
}
