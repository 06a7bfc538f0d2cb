// An email is done: what came of it, a word for colleagues, and it leaves the hand.
import { Button, Group, Modal, Select, Textarea } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Email } from "../api/types";
import { useDesk, useDeskState } from "../desk/useDesk";
import { GO } from "../page/theme";
import { texts } from "../texts/texts";
import { stepsToComplete } from "./steps";

const words = texts.complete;
const COMMENT_CHARACTERS_MAX = 4_096; // contract 10.19

interface Props {
  email: Email;
  opened: boolean;
  close: () => void;
}

export function CompleteDialog({ email, opened, close }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={words.title} centered>
      <CompleteForm email={email} close={close} />
    </Modal>
  );
}

function CompleteForm({ email, close }: Omit<Props, "opened">) {
  const desk = useDesk();
  const { dispositions } = useDeskState();
  const [disposition, setDisposition] = useState<string | null>(null);
  const [comment, setComment] = useState(email.comment ?? "");

  function submit(event: FormEvent) {
    event.preventDefault();
    close();
    void desk.operate(email.id, ...stepsToComplete(email, disposition, comment));
  }

  function submitByKey(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  }

  return (
    <form onSubmit={submit} onKeyDown={submitByKey}>
      {dispositions.length > 0 && (
        <Select
          label={words.disposition}
          description={words.dispositionHint}
          data={dispositions.map((one) => ({ value: one.name, label: one.displayName ?? one.name }))}
          value={disposition}
          onChange={setDisposition}
          clearable
          searchable={dispositions.length > 8}
          mb="md"
        />
      )}
      <Textarea
        label={words.comment}
        description={words.commentHint}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={COMMENT_CHARACTERS_MAX}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {words.cancel}
        </Button>
        <Button type="submit" color={GO} data-autofocus>
          {words.submit}
        </Button>
      </Group>
    </form>
  );
}
