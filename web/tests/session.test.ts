import { expect, test } from "vitest";
import { Refused, Unreachable } from "../src/api/request";
import { failureOf } from "../src/desk/failure";
import { wordsOfSignIn } from "../src/session/wordsOfSignIn";
import { english } from "../src/texts/english";

const refused = (http: number, code: number, wait: number | null = null) => new Refused(http, code, "No.", wait);
const words = english.signInErrors;

test.each([
  [refused(403, 20), words.wrong],
  [refused(429, 20, 17), words.tooMany(17)],
  [refused(403, 5), words.notAnAgent],
  [refused(409, 19), words.placeTaken],
  [refused(400, 2), words.placeOther],
  [refused(503, 4), words.unavailable],
  [new Unreachable("no network"), words.unreachable],
])("%s at the door has its own words", (error, sentence) => {
  expect(wordsOfSignIn(error)).toBe(sentence);
});

test.each([
  [refused(400, 2), "wrongState"],
  [refused(404, 6), "gone"],
  [refused(503, 4), "store"],
  [refused(500, 4), "other"],
  [new Unreachable("no network"), "unreachable"],
])("%s of an operation is told by its kind", (error, why) => {
  expect(failureOf("Accept", error)).toMatchObject({ kind: "failed", what: "Accept", why });
});
