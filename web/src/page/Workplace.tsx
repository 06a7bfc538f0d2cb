// An agent at work: what is offered, what is in hand, what is open.
import { useAttention } from "../attention/useAttention";
import { useDesk, useDeskState } from "../desk/useDesk";
import { HandList } from "../hand/HandList";
import { held, invited } from "../hand/hand";
import { Announcer } from "../invitation/Announcer";
import { Invitations } from "../invitation/Invitations";
import { Reading } from "../reading/Reading";
import { Renew } from "../session/Renew";
import { ShortcutSheet } from "../shortcuts/ShortcutSheet";
import { useShortcuts } from "../shortcuts/useShortcuts";
import { texts } from "../texts/texts";
import { Empty } from "./Empty";
import { Header } from "./Header";
import { Notes } from "./Notes";
import styles from "./Workplace.module.css";

export function Workplace() {
  const desk = useDesk();
  const state = useDeskState();
  const sheet = useShortcuts();
  useAttention();
  const offered = invited(state.hand);
  const open = held(state.hand).find((email) => email.id === state.open) ?? null;
  return (
    <div className={styles.page} data-reading={open !== null || undefined}>
      <h1 className="unseen">{texts.product}</h1>
      <Header showSheet={sheet.show} />
      {state.link === "broken" && (
        <p className={styles.banner} role="status">
          {texts.link.brokenBanner}
        </p>
      )}
      <div className={styles.columns}>
        <nav className={styles.side} aria-label={texts.hand.region}>
          {open !== null && <Invitations emails={offered} />}
          <HandList />
        </nav>
        <main className={styles.main}>
          {open !== null ? (
            <Reading key={open.id} email={open} close={() => desk.open(null)} />
          ) : offered.length > 0 ? (
            <Invitations emails={offered} large />
          ) : (
            <Empty />
          )}
        </main>
      </div>
      <Notes />
      <Announcer />
      <Renew />
      <ShortcutSheet opened={sheet.opened} close={sheet.hide} />
    </div>
  );
}
