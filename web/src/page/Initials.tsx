// A person as two letters on a colour of their own: the same for the same name, dark enough for white letters.
import styles from "./Initials.module.css";
import { hueOf, initialsOf } from "./person";

export function Initials({ name, size }: { name: string; size: number }) {
  return (
    <span
      className={styles.disc}
      style={{ width: size, height: size, fontSize: size * 0.4, backgroundColor: `hsl(${hueOf(name)} 42% 34%)` }}
    >
      {initialsOf(name)}
    </span>
  );
}
