import { expect, test } from "vitest";
import { countdown, deadlineOf } from "../src/invitation/deadline";

const details = {
  serverTime: "2026-03-02T09:14:10.000Z",
  invitation: { offeredAt: "2026-03-02T09:14:00.000Z", expiresAt: "2026-03-02T09:14:30.000Z" },
};
const SERVER = Date.parse("2026-03-02T09:14:10.000Z");

test("a clock that is an hour fast counts the same seconds", () => {
  const ours = SERVER + 3_600_000;
  const deadline = deadlineOf(details, ours - 100, ours + 100);
  expect(deadline).toEqual({ offeredAt: ours - 10_000, expiresAt: ours + 20_000 });
  expect(countdown(deadline as never, ours)).toEqual({ seconds: 20, share: 20_000 / 30_000 });
});

test("a page loaded in the middle of an invitation starts in the middle of the ring", () => {
  const deadline = deadlineOf(details, SERVER, SERVER);
  expect(countdown(deadline as never, SERVER).share).toBeCloseTo(2 / 3);
});

test("half a round trip is all that the countdown can be off", () => {
  const deadline = deadlineOf(details, SERVER - 400, SERVER);
  expect(Math.abs((deadline?.expiresAt ?? 0) - (SERVER + 20_000))).toBeLessThanOrEqual(200);
});

test("after the deadline nothing is left, and the ring does not turn backwards", () => {
  expect(countdown({ offeredAt: 0, expiresAt: 30_000 }, 31_000)).toEqual({ seconds: 0, share: 0 });
  expect(countdown({ offeredAt: 0, expiresAt: 30_000 }, -5_000).share).toBe(1);
});

test("the last started second still shows as one", () => {
  expect(countdown({ offeredAt: 0, expiresAt: 30_000 }, 29_999).seconds).toBe(1);
});

test("without an open invitation there is no deadline", () => {
  expect(deadlineOf({ serverTime: details.serverTime }, SERVER, SERVER)).toBeNull();
});
