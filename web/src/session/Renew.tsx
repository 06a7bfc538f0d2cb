// The session ended while at work: the password once more, over the page, so that nothing is lost.
import { Alert, Button, Modal, PasswordInput, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useDesk, useDeskState } from "../desk/useDesk";
import { texts } from "../texts/texts";
import styles from "./Door.module.css";
import { wordsOfSignIn } from "./wordsOfSignIn";

const words = texts.signIn;

export function Renew() {
  const { expired } = useDeskState();
  return (
    <Modal opened={expired} onClose={() => undefined} withCloseButton={false} title={words.again} centered>
      <RenewForm />
    </Modal>
  );
}

function RenewForm() {
  const desk = useDesk();
  const { user } = useDeskState();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await desk.renew(password);
    } catch (failure) {
      setError(wordsOfSignIn(failure));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className={styles.form}>
      <Text size="sm">{words.againLead}</Text>
      {error !== null && (
        <Alert color="red" role="alert" className={styles.alert}>
          {error}
        </Alert>
      )}
      <TextInput label={words.userName} autoComplete="username" value={user?.userName ?? ""} readOnly />
      <PasswordInput
        label={words.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} fullWidth>
        {words.againSubmit}
      </Button>
    </form>
  );
}
