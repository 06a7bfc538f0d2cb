// A small cast for tests: emails as the server sends them.
import type { Email, EmailMessage, EmailState } from "../src/api/types";

export function email(id: string, state: EmailState = "Processing", rest: Partial<Email> = {}): Email {
  return { id, state, capabilities: [], userData: { Subject: `About ${id}` }, ...rest };
}

export function message(about: Email, notificationType = "StatusChange"): EmailMessage {
  return { messageType: "EmailStateChangeMessage", notificationType, email: about };
}
