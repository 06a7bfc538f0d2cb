// The agent's own menu: appearance, signals, shortcuts, log out.
import {
  ActionIcon,
  Button,
  Group,
  type MantineColorScheme,
  Menu,
  Modal,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { canNotify, useNotificationPermission } from "../attention/notification";
import { useDesk, useDeskState } from "../desk/useDesk";
import { prefer, usePreferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { Initials } from "./Initials";
import { initialsOf } from "./person";

const SCHEMES = [
  ["light", texts.settings.light],
  ["dark", texts.settings.dark],
  ["auto", texts.settings.system],
] as const;

export function UserMenu({ showSheet }: { showSheet: () => void }) {
  const { user } = useDeskState();
  const [leaving, leave] = useDisclosure(false);
  const name = [user?.firstName, user?.lastName].filter(Boolean).join(" ") || (user?.userName ?? "");
  return (
    <>
      <Menu position="bottom-end" width={260} withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={38}
            radius="xl"
            aria-label={texts.settings.menu(initialsOf(name), name)}
          >
            <Initials name={name} size={34} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{name}</Menu.Label>
          <Signals />
          <Menu.Divider />
          <Menu.Label>{texts.settings.theme}</Menu.Label>
          <Appearance />
          <Menu.Divider />
          <Menu.Item onClick={showSheet} rightSection={<kbd className="key">?</kbd>}>
            {texts.settings.sheet}
          </Menu.Item>
          <Menu.Item color="red" onClick={leave.open}>
            {texts.state.logOut} …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <LogOut opened={leaving} close={leave.close} />
    </>
  );
}

function Signals() {
  const { sound, notifications, shortcuts } = usePreferences();
  const [permission, ask] = useNotificationPermission();
  const denied = permission === "denied";
  return (
    <>
      {canNotify() && (
        <Menu.CheckboxItem
          checked={notifications && permission === "granted"}
          disabled={denied}
          onChange={(on) => (on ? void ask() : prefer({ notifications: false }))}
        >
          {texts.settings.notifications}
          {denied && <Text size="xs">{texts.settings.notificationsDenied}</Text>}
        </Menu.CheckboxItem>
      )}
      <Menu.CheckboxItem checked={sound} onChange={(on) => prefer({ sound: on })}>
        {texts.settings.sound}
      </Menu.CheckboxItem>
      <Menu.CheckboxItem checked={shortcuts} onChange={(on) => prefer({ shortcuts: on })}>
        {texts.settings.shortcuts}
      </Menu.CheckboxItem>
    </>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
      {SCHEMES.map(([value, label]) => (
        <Menu.RadioItem key={value} value={value}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

function LogOut({ opened, close }: { opened: boolean; close: () => void }) {
  const desk = useDesk();
  const { hand } = useDeskState();
  return (
    <Modal opened={opened} onClose={close} title={texts.state.logOutTitle} centered>
      <Text>{texts.state.logOutLead(hand.length)}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close} data-autofocus>
          {texts.state.stay}
        </Button>
        <Button color="red" onClick={() => void desk.leave()}>
          {texts.state.logOut}
        </Button>
      </Group>
    </Modal>
  );
}
