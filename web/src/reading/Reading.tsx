// One email, open: what it is about, who wrote it, what to be careful of, its text, and what can be done with it.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import type { Email } from "../api/types";
import { CompleteDialog } from "../completing/CompleteDialog";
import { useDeskState } from "../desk/useDesk";
import { subject } from "../hand/hand";
import { BackIcon, CheckIcon } from "../page/icons";
import { GO } from "../page/theme";
import { usePreferences } from "../preferences/preferences";
import { onShortcut } from "../shortcuts/useShortcuts";
import { texts } from "../texts/texts";
import { Attachments } from "./Attachments";
import { Body } from "./Body";
import { Heading } from "./Heading";
import styles from "./Reading.module.css";
import { useDetails } from "./useDetails";
import { Warnings } from "./Warnings";

const words = texts.reading;

export function Reading({ email, close }: { email: Email; close: () => void }) {
  const { pending, link } = useDeskState();
  const { shortcuts } = usePreferences();
  const details = useDetails(email.id);
  const [completing, dialog] = useDisclosure(false);
  const can = email.capabilities.includes("Complete") && link !== "broken";
  useEffect(() => onShortcut("complete", () => can && dialog.open()), [can, dialog]);
  return (
    <article className={styles.reading} aria-label={words.region}>
      <Button variant="subtle" color="gray" className={styles.back} leftSection={<BackIcon />} onClick={close}>
        {words.back}
      </Button>
      <div className={styles.top}>
        <h2 className={styles.subject} dir="auto" title={subject(email)}>
          {subject(email) || texts.hand.noSubject}
        </h2>
        <Button
          color={GO}
          className={styles.act}
          leftSection={<CheckIcon />}
          rightSection={shortcuts ? <kbd className="key">C</kbd> : undefined}
          loading={pending[email.id] === "Complete"}
          disabled={!can}
          onClick={dialog.open}
        >
          {words.complete}
        </Button>
      </div>
      <Heading email={email} />
      <Warnings warnings={details?.warnings ?? []} />
      <Attachments attachments={email.attachments ?? []} />
      <Body email={email} details={details} />
      <CompleteDialog email={email} opened={completing} close={dialog.close} />
    </article>
  );
}
