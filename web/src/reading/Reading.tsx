// One email, open: what it is about, who wrote it, what to be careful of, its text, and what can be done with it.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import type { Email } from "../api/types";
import { CompleteDialog } from "../completing/CompleteDialog";
import { useDeskState } from "../desk/useDesk";
import { subject } from "../hand/hand";
import { BackIcon, CheckIcon } from "../page/icons";
import { usePreferences } from "../preferences/preferences";
import { onShortcut } from "../shortcuts/useShortcuts";
import { texts } from "../texts/texts";
import { Attachments } from "./Attachments";
import { Body } from "./Body";
import { Heading } from "./Heading";
import styles from "./Reading.module.css";
import { Warnings } from "./Warnings";
import { Why } from "./Why";

const words = texts.reading;

export function Reading({ email, close }: { email: Email; close: () => void }) {
  const { pending, link } = useDeskState();
  const { shortcuts } = usePreferences();
  const [completing, dialog] = useDisclosure(false);
  const can = email.capabilities.includes("Complete") && link !== "broken";
  useEffect(() => onShortcut("complete", () => can && dialog.open()), [can, dialog]);
  return (
    <article className={styles.reading} aria-label={words.region}>
      <div className={styles.bar}>
        <Button variant="subtle" color="gray" className={styles.back} leftSection={<BackIcon />} onClick={close}>
          {words.back}
        </Button>
        <Button
          color="green.9"
          leftSection={<CheckIcon />}
          rightSection={shortcuts ? <kbd className="key">C</kbd> : undefined}
          loading={pending[email.id] === "Complete"}
          disabled={!can}
          onClick={dialog.open}
        >
          {words.complete}
        </Button>
      </div>
      <h2 className={styles.subject} dir="auto">
        {subject(email) || texts.hand.noSubject}
      </h2>
      <Heading email={email} />
      <Warnings id={email.id} />
      <Attachments attachments={email.attachments ?? []} />
      <Body email={email} />
      <Why id={email.id} />
      <CompleteDialog email={email} opened={completing} close={dialog.close} />
    </article>
  );
}
