// The agent says whether emails may be offered: ready, not ready, or one of the centre's own reasons.
import { ActionIcon, Menu } from "@mantine/core";
import { useDesk, useDeskState } from "../desk/useDesk";
import { DownIcon } from "../page/icons";
import { texts } from "../texts/texts";
import { lasting } from "../time/timestamps";
import { useNow } from "../time/useNow";
import { reasons } from "./reasons";
import styles from "./StateSwitch.module.css";

export function StateSwitch() {
  const desk = useDesk();
  const { channel, channelSince, agentStates } = useDeskState();
  const undisturbed = channel?.dndState === "On";
  const ready = channel?.userState.state === "Ready" && !undisturbed;
  const chosen = ready ? null : channel?.userState.displayName;
  const own = reasons(agentStates);
  const named = own.find((one) => one.displayName === chosen);
  return (
    <div className={styles.switch}>
      {channelSince !== null && <Since at={channelSince} />}
      <fieldset className={styles.choices} aria-label={texts.state.label}>
        <button type="button" aria-pressed={ready} data-kind="ready" onClick={() => void desk.setState("Ready")}>
          {texts.state.ready}
        </button>
        <button type="button" aria-pressed={!ready} data-kind="not" onClick={() => void desk.setState("NotReady")}>
          {undisturbed ? texts.state.doNotDisturb : (named?.displayName ?? texts.state.notReady)}
        </button>
      </fieldset>
      {own.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={texts.state.choose}>
              <DownIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {own.map((one) => (
              <Menu.Item key={one.id} onClick={() => void desk.setState(one.operationName)}>
                {one.displayName}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

function Since({ at }: { at: number }) {
  const now = useNow(1_000);
  return <span className={styles.since}>{texts.state.since(lasting(now - at))}</span>;
}
