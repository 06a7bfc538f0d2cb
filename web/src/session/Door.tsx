// Before work: who are you, and where do you sit. In the demo, its people stand beside the form.
import { Alert, Button, Paper, PasswordInput, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { type Account, demoAccounts } from "../api/accounts";
import { Refused } from "../api/request";
import { useDesk, useDeskState } from "../desk/useDesk";
import { Mark } from "../page/icons";
import { Notes } from "../page/Notes";
import { prefer, preferences } from "../preferences/preferences";
import { texts } from "../texts/texts";
import { ChangePassword } from "./ChangePassword";
import styles from "./Door.module.css";
import { MUST_CHANGE, NO_PERMISSION, NOT_AUTHENTICATED, wordsOfSignIn } from "./wordsOfSignIn";

const words = texts.signIn;
const ANOTHER_USER = new Set([NOT_AUTHENTICATED, NO_PERMISSION]); // after these it takes another name or password

export function Door() {
  const [accounts, setAccounts] = useState<Account[]>([]);
  const [filled, fill] = useState<Account | null>(null);
  useEffect(() => {
    void demoAccounts().then(setAccounts);
  }, []);
  return (
    <main className={styles.door}>
      <header className={styles.head}>
        <Mark size={44} />
        <div>
          <Title order={1} size="h2">
            {texts.product}
          </Title>
          <Text className={styles.quiet}>{words.lead}</Text>
        </div>
      </header>
      <div className={styles.cards}>
        <Paper className={styles.card} withBorder radius="lg" p="xl">
          <SignIn key={filled?.userName} filled={filled} />
        </Paper>
        {accounts.length > 0 && <DemoPeople accounts={accounts} choose={fill} chosen={filled} />}
      </div>
      <Notes />
    </main>
  );
}

function SignIn({ filled }: { filled: Account | null }) {
  const desk = useDesk();
  const { phase, user } = useDeskState();
  const [userName, setUserName] = useState(filled?.userName ?? preferences().userName);
  const [password, setPassword] = useState(filled?.password ?? "");
  const [place, setPlace] = useState(filled === null ? preferences().place : "");
  const [other, setOther] = useState(filled !== null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const known = phase === "atTheDoor" && user !== null && !other;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      prefer({ userName: userName.trim(), place: place.trim() });
      await (known ? desk.takeSeat(place) : desk.signIn(userName.trim(), password, place));
    } catch (failure) {
      setError(failure);
      setBusy(false);
      setOther(failure instanceof Refused && ANOTHER_USER.has(failure.code));
    }
  }

  if (error instanceof Refused && error.code === MUST_CHANGE) {
    return <ChangePassword userName={userName.trim()} old={password} place={place} />;
  }
  return (
    <form onSubmit={(event) => void submit(event)} className={styles.form}>
      <Title order={2} size="h4">
        {known ? words.welcome(user.firstName ?? user.userName) : words.title}
      </Title>
      {error !== null && (
        <Alert color="red" role="alert" className={styles.alert}>
          {wordsOfSignIn(error)}
        </Alert>
      )}
      {!known && (
        <>
          <TextInput
            label={words.userName}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            value={userName}
            onChange={(event) => setUserName(event.currentTarget.value)}
          />
          <PasswordInput
            label={words.password}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </>
      )}
      <TextInput
        label={words.place}
        description={words.placeHint}
        name="place"
        autoComplete="off"
        maxLength={255}
        value={place}
        onChange={(event) => setPlace(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={busy} fullWidth>
        {known ? words.takeSeat : words.submit}
      </Button>
      {known && (
        <Button variant="subtle" onClick={() => setOther(true)}>
          {words.otherUser}
        </Button>
      )}
    </form>
  );
}

interface DemoProps {
  accounts: Account[];
  chosen: Account | null;
  choose: (account: Account) => void;
}

function DemoPeople({ accounts, chosen, choose }: DemoProps) {
  return (
    <section className={styles.demo} aria-label={words.demoTitle}>
      <Title order={2} size="h5">
        {words.demoTitle}
      </Title>
      <Text size="sm" className={styles.quiet}>
        {words.demoLead}
      </Text>
      <ul>
        {accounts.map((account) => (
          <li key={account.userName}>
            <button type="button" aria-pressed={chosen?.userName === account.userName} onClick={() => choose(account)}>
              <strong>{account.name}</strong>
              <span>
                {account.userName} · <code>{account.password}</code>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
