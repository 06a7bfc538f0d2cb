// Everything the page knows, in one value; `after` gives the next one. Pure: no clock, no network.
import type { AgentState, Channel, Disposition, Email, EmailMessage, User } from "../api/types";
import { type Hand, neighbour, told } from "../hand/hand";
import type { Deadline } from "../invitation/deadline";
import { type Note, type NoteKind, noteOf, stacked } from "./notes";

export type Phase = "starting" | "signedOut" | "atTheDoor" | "atWork";
export type Link = "connecting" | "connected" | "broken";

export interface State {
  /** `atTheDoor`: signed in, but without a seat. */
  phase: Phase;
  user: User | null;
  link: Link;
  /** The HTTP session is over while at work: the password is asked for, nothing else is lost. */
  expired: boolean;
  channel: Channel | null;
  /** When the state changed before our eyes; the server does not tell since when it is what it is. */
  channelSince: number | null;
  /** False until the emails in hand were read once. */
  read: boolean;
  hand: Hand;
  deadlines: Readonly<Record<string, Deadline>>;
  open: string | null;
  /** What was asked for and not yet answered, by email. */
  pending: Readonly<Record<string, string>>;
  notes: readonly Note[];
  agentStates: AgentState[];
  dispositions: Disposition[];
}

export type Event =
  | { type: "signedOut"; note?: NoteKind }
  | { type: "signedIn"; user: User }
  | { type: "seated"; channel: Channel }
  | { type: "link"; link: Link }
  | { type: "expired" }
  | { type: "renewed" }
  | { type: "settings"; agentStates: AgentState[]; dispositions: Disposition[] }
  | { type: "channel"; channel: Channel | null; at: number }
  | { type: "read"; emails: Email[]; at: number }
  | { type: "told"; message: EmailMessage; at: number }
  | { type: "deadline"; id: string; deadline: Deadline }
  | { type: "opened"; id: string | null }
  | { type: "asked"; id: string; operation: string }
  | { type: "answered"; id: string }
  | { type: "note"; note: NoteKind; at: number }
  | { type: "dismissed"; note: number };

export const EMPTY: State = {
  phase: "starting",
  user: null,
  link: "connecting",
  expired: false,
  channel: null,
  channelSince: null,
  read: false,
  hand: [],
  deadlines: {},
  open: null,
  pending: {},
  notes: [],
  agentStates: [],
  dispositions: [],
};

/** The state after an event. */
export function after(state: State, event: Event): State {
  switch (event.type) {
    case "signedOut":
      return { ...EMPTY, phase: "signedOut", notes: event.note ? stacked([], event.note, 0) : [] };
    case "signedIn":
      return { ...EMPTY, phase: "atTheDoor", user: event.user, open: state.open };
    case "seated":
      return { ...state, phase: "atWork", channel: event.channel };
    case "link":
      return state.link === event.link ? state : { ...state, link: event.link };
    case "expired":
      return { ...state, expired: state.phase === "atWork" };
    case "renewed":
      return { ...state, expired: false };
    case "settings":
      return { ...state, agentStates: event.agentStates, dispositions: event.dispositions };
    case "channel":
      return channelIs(state, event.channel, event.at);
    case "read":
      return handIs(state, event.emails, null, event.at);
    case "told":
      return handIs(state, told(state.hand, event.message), event.message, event.at);
    case "deadline":
      return { ...state, deadlines: { ...state.deadlines, [event.id]: event.deadline } };
    case "opened":
      return { ...state, open: event.id };
    case "asked":
      return { ...state, pending: { ...state.pending, [event.id]: event.operation } };
    case "answered":
      return { ...state, pending: without(state.pending, [event.id]) };
    case "note":
      return { ...state, notes: stacked(state.notes, event.note, event.at) };
    case "dismissed":
      return { ...state, notes: state.notes.filter((note) => note.number !== event.note) };
  }
}

function channelIs(state: State, channel: Channel | null, at: number): State {
  if (channel === null || channel.userState.state === "LoggedOut") {
    return state.phase === "atWork" ? { ...EMPTY, phase: "atTheDoor", user: state.user } : state;
  }
  const same = state.channel?.userState.displayName === channel.userState.displayName;
  return { ...state, channel, channelSince: same ? state.channelSince : at };
}

function handIs(state: State, hand: Hand, message: EmailMessage | null, at: number): State {
  const gone = state.hand.filter((one) => !hand.some((other) => other.id === one.id));
  const ids = gone.map((one) => one.id);
  const notes = state.read ? gone.map((one) => noteOf(state, one, message, at)) : [];
  return {
    ...state,
    read: state.read || message === null,
    hand,
    deadlines: without(state.deadlines, ids),
    pending: message === null ? {} : without(state.pending, settled(state, message)),
    open: state.read || message === null ? stillOpen(state, hand) : state.open,
    notes: notes.reduce((list, note) => stacked(list, note, at), state.notes),
  };
}

/** What was asked for has come true once the email's state is another one. */
function settled(state: State, { email }: EmailMessage): string[] {
  const before = state.hand.find((one) => one.id === email.id);
  return before?.state === email.state ? [] : [email.id];
}

/** What leaves the hand closes; its neighbour opens. */
function stillOpen(state: State, hand: Hand): string | null {
  if (state.open === null || hand.some((one) => one.id === state.open)) return state.open;
  const next = neighbour(state.hand, state.open);
  return hand.some((one) => one.id === next) ? next : null;
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  if (!keys.some((key) => key in record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
