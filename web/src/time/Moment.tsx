// A time as people say it; the exact one in the agent's zone is there too.
import { texts } from "../texts/texts";
import { absolute, relative } from "./timestamps";
import { useNow } from "./useNow";

const EVERY_MS = 15_000;

interface Props {
  /** Epoch milliseconds. */
  at: number;
  /** Both forms, side by side. */
  full?: boolean;
}

export function Moment({ at, full = false }: Props) {
  const now = useNow(EVERY_MS);
  const exact = absolute(at, texts.locale);
  const near = relative(at, now, texts.locale, texts.time.justNow);
  return (
    <time dateTime={new Date(at).toISOString()} title={exact}>
      {full ? `${exact} (${near})` : near}
    </time>
  );
}
