import { expect, test } from "vitest";
import type { Channel, User } from "../src/api/types";
import { after, EMPTY, type Event, type State } from "../src/desk/state";
import { email, message } from "./cast";

const ada: User = { id: "u1", userName: "ada", roles: ["ROLE_AGENT"] };
const ready: Channel = { channel: "email", userState: { displayName: "Ready", state: "Ready" } };
const notReady: Channel = { channel: "email", userState: { displayName: "Not Ready", state: "NotReady" } };
const gone: Channel = { channel: "email", userState: { displayName: "Offline", state: "LoggedOut" } };

function reached(...events: Event[]): State {
  return events.reduce(after, EMPTY);
}

const atWork: Event[] = [
  { type: "signedIn", user: ada },
  { type: "seated", channel: ready },
  { type: "link", link: "connected" },
  { type: "read", emails: [email("a", "Invited"), email("b")], at: 0 },
];

test("the email that the address names is open once the hand was read, and stays open", () => {
  const state = reached({ type: "opened", id: "b" }, ...atWork);
  expect(state.open).toBe("b");
});

test("an address that names an email of somebody else opens nothing", () => {
  expect(reached({ type: "opened", id: "z" }, ...atWork).open).toBeNull();
});

test("an operation is under way until its email has another state", () => {
  let state = reached(...atWork, { type: "asked", id: "a", operation: "Accept" });
  expect(state.pending).toEqual({ a: "Accept" });
  state = after(state, { type: "told", message: message(email("a", "Invited"), "PropertiesUpdated"), at: 1 });
  expect(state.pending).toEqual({ a: "Accept" });
  state = after(state, { type: "told", message: message(email("a", "Processing")), at: 1 });
  expect(state.pending).toEqual({});
});

test("a new reading ends all waiting: it is the truth", () => {
  const state = reached(
    ...atWork,
    { type: "asked", id: "a", operation: "Accept" },
    { type: "read", emails: [], at: 1 },
  );
  expect(state.pending).toEqual({});
});

test("an invitation revoked at its deadline timed out, before it was taken back", () => {
  const deadline: Event = { type: "deadline", id: "a", deadline: { offeredAt: 0, expiresAt: 30_000 } };
  const revoked = (at: number): Event => ({ type: "told", message: message(email("a", "Revoked")), at });
  expect(reached(...atWork, deadline, revoked(30_010)).notes[0]?.kind).toBe("timedOut");
  expect(reached(...atWork, deadline, revoked(12_000)).notes[0]?.kind).toBe("takenBack");
});

test("what ended while the connection was away is told from the reading", () => {
  const deadline: Event = { type: "deadline", id: "a", deadline: { offeredAt: 0, expiresAt: 30_000 } };
  const state = reached(...atWork, deadline, { type: "read", emails: [], at: 60_000 });
  expect(state.notes.map((note) => note.kind)).toEqual(["timedOut", "elsewhere"]);
});

test("Completed after an invitation is a rejection, after work a completion", () => {
  const ended = (id: string): Event => ({ type: "told", message: message(email(id, "Completed")), at: 1 });
  expect(reached(...atWork, ended("a")).notes[0]?.kind).toBe("rejected");
  expect(reached(...atWork, ended("b")).notes[0]?.kind).toBe("completed");
});

test("the first reading tells no news", () => {
  expect(reached(...atWork).notes).toEqual([]);
});

test("who is logged out elsewhere stands at the door, with nothing in hand", () => {
  const state = reached(...atWork, { type: "channel", channel: gone, at: 1 });
  expect([state.phase, state.user, state.hand]).toEqual(["atTheDoor", ada, []]);
});

test("since when a state lasts is known only if it changed before our eyes", () => {
  const same = reached(...atWork, { type: "channel", channel: ready, at: 5 });
  expect(same.channelSince).toBeNull();
  expect(after(same, { type: "channel", channel: notReady, at: 7 }).channelSince).toBe(7);
});

test("an ended session keeps everything that is on the page", () => {
  const state = reached(...atWork, { type: "opened", id: "b" }, { type: "expired" });
  expect([state.expired, state.open, state.hand.length]).toEqual([true, "b", 2]);
  expect(after(state, { type: "renewed" }).expired).toBe(false);
});

test("only the newest notes are kept, each under a number of its own", () => {
  let state = reached(...atWork);
  for (let at = 0; at < 9; at += 1) state = after(state, { type: "note", note: { kind: "reconnected" }, at });
  expect(state.notes.map((note) => note.number)).toEqual([6, 7, 8, 9]);
  expect(after(state, { type: "dismissed", note: 8 }).notes.map((note) => note.number)).toEqual([6, 7, 9]);
});
