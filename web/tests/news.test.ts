import { beforeEach, expect, test, vi } from "vitest";
import { Refused, Unreachable } from "../src/api/request";
import type { Channel, Email } from "../src/api/types";
import { News } from "../src/desk/news";
import { Store } from "../src/desk/store";
import { email, message } from "./cast";

const server = vi.hoisted(() => ({
  emails: [] as (() => Promise<Email[]>)[],
  channel: null as Channel | null,
  push: null as { connected(): void; broken(): void; message(data: unknown): void } | null,
  closed: 0,
}));

vi.mock("../src/api/emails", () => ({
  inHand: () => (server.emails.shift() ?? (() => Promise.resolve([])))(),
  details: () => Promise.resolve({ serverTime: "" }),
}));
vi.mock("../src/api/channels", () => ({ emailChannel: () => Promise.resolve(server.channel) }));
vi.mock("../src/push/connection", () => ({
  openPush: (_: unknown, events: NonNullable<typeof server.push>) => {
    server.push = events;
    return () => {
      server.closed += 1;
    };
  },
}));

const ready: Channel = { channel: "email", userState: { displayName: "Ready", state: "Ready" } };
const doubts: unknown[] = [];
let unseated = 0;
let store: Store;
let news: News;

beforeEach(() => {
  Object.assign(server, { emails: [], channel: ready, push: null, closed: 0 });
  doubts.length = 0;
  unseated = 0;
  store = new Store();
  store.happened({ type: "signedIn", user: { id: "u1", userName: "ada", roles: [] } });
  store.happened({ type: "seated", channel: ready });
  news = new News(store, { doubt: (error) => doubts.push(error), unseated: () => (unseated += 1) });
  news.open();
});

function answered(...emails: Email[]): { now(): void } {
  let answer: (found: Email[]) => void = () => undefined;
  const waiting = new Promise<Email[]>((resolve) => {
    answer = resolve;
  });
  server.emails.push(() => waiting);
  return { now: () => answer(emails) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const hand = () => store.now().hand.map((one) => `${one.id} ${one.state}`);

test("what is pushed while an older reading is on its way is not undone by it", async () => {
  const older = answered(email("a", "Invited"), email("b"));
  const reading = news.read();
  server.push?.message(message(email("a", "Processing")));
  server.push?.message(message(email("b", "Completed")));
  older.now();
  await reading;
  expect(hand()).toEqual(["a Processing"]);
});

test("of two readings the later one counts, whichever answers first", async () => {
  const [first, second] = [answered(email("old")), answered(email("new"))];
  const readings = [news.read(), news.read()];
  second.now();
  await settled();
  first.now();
  await Promise.all(readings);
  expect(hand()).toEqual(["new Processing"]);
});

test("every time the channel stands, everything is read", async () => {
  answered(email("a")).now();
  server.push?.connected();
  await settled();
  server.push?.broken();
  expect(store.now().link).toBe("broken");
  answered(email("b")).now();
  server.push?.connected();
  await settled();
  expect([store.now().link, hand()]).toEqual(["connected", ["b Processing"]]);
  expect(store.now().notes.map((note) => note.kind)).toContain("reconnected");
});

test("a reading that fails for a moment is made again, one that is refused is not", async () => {
  vi.useFakeTimers();
  server.emails.push(() => Promise.reject(new Unreachable("away")));
  answered(email("a")).now();
  server.push?.connected();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(hand()).toEqual(["a Processing"]);
  server.emails.push(() => Promise.reject(new Refused(403, 20, "Access denied", null)));
  answered(email("never read")).now();
  await news.read();
  await vi.advanceTimersByTimeAsync(5_000);
  vi.useRealTimers();
  expect(hand()).toEqual(["a Processing"]);
  expect(doubts.at(-1)).toBeInstanceOf(Refused);
});

test("a seat that is gone ends the listening", async () => {
  server.channel = null;
  await news.read();
  expect([unseated, server.closed, store.now().phase]).toEqual([1, 1, "atTheDoor"]);
});

test("a message of a kind that this page does not know is left alone", () => {
  for (const data of [null, undefined, 7, {}, { messageType: "IdentifyContactMessage" }]) server.push?.message(data);
  expect(hand()).toEqual([]);
});
