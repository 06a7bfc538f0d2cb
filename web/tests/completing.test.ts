import { expect, test } from "vitest";
import { reasons } from "../src/channel/reasons";
import { stepsToComplete } from "../src/completing/steps";
import { email } from "./cast";

test("completing without a result or a comment is one operation", () => {
  expect(stepsToComplete(email("a"), null, "")).toEqual([["Complete"]]);
});

test("result and comment go first, and the end comes last", () => {
  expect(stepsToComplete(email("a"), "refunded", " Called too. ")).toEqual([
    ["SetDisposition", { disposition: "refunded" }],
    ["AddComment", { comment: "Called too." }],
    ["Complete"],
  ]);
});

test("a comment that was there already is not sent again, one that was deleted is", () => {
  expect(stepsToComplete(email("a", "Processing", { comment: "Known." }), null, "Known.")).toEqual([["Complete"]]);
  expect(stepsToComplete(email("a", "Processing", { comment: "Known." }), null, "")[0]).toEqual([
    "AddComment",
    { comment: "" },
  ]);
});

test("only the centre's own states are reasons to choose from", () => {
  const state = (operationName: string, state: string, workMode?: string) => ({
    id: operationName,
    operationName,
    displayName: operationName,
    state,
    ...(workMode === undefined ? {} : { workMode }),
  });
  const states = [
    state("Ready", "Ready"),
    state("NotReady", "NotReady"),
    state("AfterCallWork", "NotReady", "AfterCallWork"),
    state("Lunch", "NotReady"),
    state("Offline", "Logout"),
  ];
  expect(reasons(states).map((one) => one.operationName)).toEqual(["Lunch"]);
});
