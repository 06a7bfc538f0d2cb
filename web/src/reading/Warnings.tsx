// What the reader of the mail noticed: damaged, clipped, not what it says it is.
import type { Warning } from "../api/types";
import { WarningIcon } from "../page/icons";
import styles from "./Warnings.module.css";

export function Warnings({ warnings }: { warnings: Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {warnings.map((warning) => (
        <li key={`${warning.code} ${warning.text}`}>
          <WarningIcon />
          <span>{warning.text}</span>
        </li>
      ))}
    </ul>
  );
}
