import { expect, test } from "vitest";
import { english } from "./english";

test("a short subject is quoted whole", () => {
  expect(english.notes.completed("x".repeat(80))).toBe(`“${"x".repeat(80)}” completed.`);
});

test("a long subject is cut between letters, not within one", () => {
  expect(english.notes.completed("🙂".repeat(81))).toBe(`“${"🙂".repeat(79)}…” completed.`);
});
