// The server's JSON as this page reads it (contract 3.6, 5.2, 7.2, 11.9, 11.10).

export type EmailState = "Invited" | "Processing" | "Composing" | "Completed" | "Canceled" | "Revoked";

export interface Attachment {
  id: string;
  name: string;
  size: number;
  mime: string;
  path: string;
}

export interface Email {
  id: string;
  state: EmailState;
  capabilities: string[];
  userData: Record<string, unknown>;
  from?: string;
  to?: string[];
  cc?: string[];
  subject?: string;
  receivedDate?: string;
  interactionQueue?: string;
  body?: string;
  bodyAsPlainText?: string;
  mime?: string;
  attachments?: Attachment[];
  comment?: string;
}

export interface User {
  id: string;
  userName: string;
  firstName?: string;
  lastName?: string;
  employeeId?: string;
  roles: string[];
}

export type ReadinessWord = "Ready" | "NotReady" | "LoggedOut";

export interface Channel {
  channel: string;
  dndState?: "On" | "Off";
  userState: { id?: string; displayName: string; state: ReadinessWord; reason?: string; workMode?: string };
}

export interface AgentState {
  id: string;
  operationName: string;
  displayName: string;
  state: string;
  workMode?: string;
  reason?: string;
}

export interface Disposition {
  name: string;
  displayName?: string;
}

export interface Warning {
  code: string;
  text: string;
}

export interface Details {
  serverTime: string;
  invitation?: { offeredAt: string; expiresAt: string };
  thread?: { id: string; direction: string; date: string; state: string; from?: string; subject?: string }[];
  warnings?: Warning[];
  /** Which attachment the body shows by which content id. */
  pictures?: { contentId: string; id: string }[];
}

export interface Person {
  id: string;
  employeeId?: string;
  name?: string;
}

export interface OfferMade {
  offeredAt: string;
  endedAt?: string;
  expiresAt?: string;
  agent: Person;
  queue: string;
  round: number;
  outcome: "open" | "accepted" | "rejected" | "expired" | "revoked";
  why?: { target?: string; tieBreak: string; candidates: { agent: Person; verdict: string }[] };
}

/** What comes over the push channel (contract 5.4, 6.2, 9.3, 9.4). */
export interface EmailMessage {
  messageType: "EmailStateChangeMessage";
  notificationType: string;
  email: Email;
  errorMessage?: string;
}

export interface ChannelMessage {
  messageType: "ChannelStateChangeMessageV2";
  channels: Channel[];
}
