// A dot and a word: how the connection to the server fares.
import { useDeskState } from "../desk/useDesk";
import { texts } from "../texts/texts";
import styles from "./LinkSign.module.css";

export function LinkSign() {
  const { link } = useDeskState();
  return (
    <span className={styles.sign} data-link={link} role="status">
      {texts.link[link]}
    </span>
  );
}
