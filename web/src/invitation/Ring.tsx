// The time that is left to answer, as a ring that empties and a number.
import { texts } from "../texts/texts";
import { useNow } from "../time/useNow";
import { countdown, type Deadline } from "./deadline";
import styles from "./Ring.module.css";

const TICK_MS = 200;
const HURRY_SECONDS = 10;
const RADIUS = 26;
const AROUND = 2 * Math.PI * RADIUS;

/** Without a deadline yet, an empty ring that says nothing. */
export function Ring({ deadline }: { deadline: Deadline | undefined }) {
  return deadline === undefined ? <Drawn share={0} text="" label="" /> : <Running deadline={deadline} />;
}

function Running({ deadline }: { deadline: Deadline }) {
  const { seconds, share } = countdown(deadline, useNow(TICK_MS));
  const label = seconds > 0 ? texts.invitation.secondsLeft(seconds) : texts.invitation.over;
  return <Drawn share={share} text={String(seconds)} label={label} hurry={seconds <= HURRY_SECONDS} />;
}

interface DrawnProps {
  share: number;
  text: string;
  label: string;
  hurry?: boolean;
}

function Drawn({ share, text, label, hurry = false }: DrawnProps) {
  return (
    <svg className={styles.ring} viewBox="0 0 64 64" role="timer" aria-label={label} data-hurry={hurry || undefined}>
      <circle className={styles.track} cx="32" cy="32" r={RADIUS} />
      <circle
        className={styles.left}
        cx="32"
        cy="32"
        r={RADIUS}
        strokeDasharray={AROUND}
        strokeDashoffset={AROUND * (1 - share)}
      />
      <text x="32" y="32" textAnchor="middle" dominantBaseline="central">
        {text}
      </text>
    </svg>
  );
}
