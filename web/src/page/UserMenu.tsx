// The agent's own menu: appearance, signals, shortcuts, log out.
import { ActionIcon, Avatar, Button, Group, Menu, Modal, Text, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { canNotify, useNotificationPermission } from "../attention/notification";
import { useDesk, useDeskState } from "../desk/useDesk";
import { prefer, usePreferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { CheckIcon } from "./icons";

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
          <ActionIcon variant="subtle" color="gray" size={38} radius="xl" aria-label={texts.settings.menu(name)}>
            <Avatar name={name} color="indigo" size={34} variant="filled" />
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
        <Choice
          on={notifications && permission === "granted"}
          disabled={denied}
          choose={(on) => (on ? void ask() : prefer({ notifications: false }))}
        >
          {texts.settings.notifications}
          {denied && (
            <Text size="xs" c="dimmed">
              {texts.settings.notificationsDenied}
            </Text>
          )}
        </Choice>
      )}
      <Choice on={sound} choose={(on) => prefer({ sound: on })}>
        {texts.settings.sound}
      </Choice>
      <Choice on={shortcuts} choose={(on) => prefer({ shortcuts: on })}>
        {texts.settings.shortcuts}
      </Choice>
    </>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(([value, label]) => (
    <Choice key={value} on={colorScheme === value} choose={() => setColorScheme(value)} role="menuitemradio">
      {label}
    </Choice>
  ));
}

interface ChoiceProps {
  on: boolean;
  disabled?: boolean;
  role?: "menuitemcheckbox" | "menuitemradio";
  choose: (on: boolean) => void;
  children: React.ReactNode;
}

function Choice({ on, disabled = false, role = "menuitemcheckbox", choose, children }: ChoiceProps) {
  return (
    <Menu.Item
      role={role}
      aria-checked={on}
      disabled={disabled}
      closeMenuOnClick={false}
      rightSection={on ? <CheckIcon size={16} /> : undefined}
      onClick={() => choose(!on)}
    >
      {children}
    </Menu.Item>
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
