// The sheet of all single-key shortcuts.
import { Modal, Text } from "@mantine/core";
import { usePreferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { KEYS } from "./keys";
import styles from "./ShortcutSheet.module.css";

const words = texts.shortcuts;

export function ShortcutSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const { shortcuts } = usePreferences();
  return (
    <Modal opened={opened} onClose={close} title={words.title} centered>
      <Text size="sm" c="dimmed">
        {words.lead} {shortcuts ? "" : words.off}
      </Text>
      <dl className={styles.keys}>
        {Object.entries(KEYS).map(([key, action]) => (
          <div key={key}>
            <dt>
              <kbd className="key">{key.toUpperCase()}</kbd>
            </dt>
            <dd>{words.actions[action]}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
