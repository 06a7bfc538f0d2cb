// Nothing is open and nothing is offered: says why, and what comes next.
import { Button } from "@mantine/core";
import { useDesk, useDeskState } from "../desk/useDesk";
import { held } from "../hand/hand";
import { texts } from "../texts/texts";
import styles from "./Empty.module.css";
import { MailIcon, PauseIcon } from "./icons";
import { GO } from "./theme";

export function Empty() {
  const desk = useDesk();
  const { channel, hand } = useDeskState();
  const ready = channel?.userState.state === "Ready" && channel.dndState !== "On";
  const words = texts.empty;
  const choose = held(hand).length > 0;
  return (
    <section className={styles.empty} data-ready={ready || undefined}>
      <div className={styles.picture}>{ready ? <MailIcon size={44} /> : <PauseIcon size={44} />}</div>
      <h2>{ready ? words.readyTitle : words.notReadyTitle}</h2>
      <p>{ready ? words.readyLead : words.notReadyLead}</p>
      {choose && <p>{words.chooseLead}</p>}
      {!ready && (
        <Button size="md" color={GO} onClick={() => void desk.setState("Ready")}>
          {words.becomeReady}
        </Button>
      )}
    </section>
  );
}
