// The bar at the top: who we are, how the connection fares, the agent's state, everything else in a menu.
import { StateSwitch } from "../channel/StateSwitch";
import { LinkSign } from "../push/LinkSign";
import { texts } from "../texts/texts";
import styles from "./Header.module.css";
import { Mark } from "./icons";
import { UserMenu } from "./UserMenu";

export function Header({ showSheet }: { showSheet: () => void }) {
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <Mark />
        <span className={styles.name}>{texts.product}</span>
      </div>
      <LinkSign />
      <div className={styles.space} />
      <StateSwitch />
      <UserMenu showSheet={showSheet} />
    </header>
  );
}
