// A password that an administrator gave must be changed before anything else works.
import { Alert, Button, PasswordInput, Text, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { changePassword } from "../api/session";
import { useDesk } from "../desk/useDesk";
import { texts } from "../texts/texts";
import styles from "./Door.module.css";
import { wordsOfSignIn } from "./wordsOfSignIn";

const words = texts.changePassword;
const CHARACTERS_MIN = 8;
const CHARACTERS_MAX = 256;

interface Props {
  userName: string;
  old: string;
  place: string;
}

export function ChangePassword({ userName, old, place }: Props) {
  const desk = useDesk();
  const [fresh, setFresh] = useState("");
  const [repeated, setRepeated] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const differ = repeated !== "" && fresh !== repeated;
  const length = fresh.length >= CHARACTERS_MIN && fresh.length <= CHARACTERS_MAX;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await changePassword(old, fresh);
      await desk.signIn(userName, fresh, place); // the answer comes by push only, so the new one is tried at once
    } catch (failure) {
      setError(wordsOfSignIn(failure));
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className={styles.form}>
      <Title order={2} size="h4">
        {words.title}
      </Title>
      <Text size="sm" className={styles.quiet}>
        {words.lead}
      </Text>
      {error !== null && (
        <Alert color="red" role="alert" className={styles.alert}>
          {error}
        </Alert>
      )}
      <PasswordInput
        label={words.fresh}
        autoComplete="new-password"
        error={fresh !== "" && !length ? words.tooShort : null}
        value={fresh}
        onChange={(event) => setFresh(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.repeat}
        autoComplete="new-password"
        error={differ ? words.differ : null}
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={busy} disabled={!length || fresh !== repeated} fullWidth>
        {words.submit}
      </Button>
    </form>
  );
}
