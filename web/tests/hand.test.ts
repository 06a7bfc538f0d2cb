import { expect, test } from "vitest";
import { held, invited, neighbour, sender, subject, told } from "../src/hand/hand";
import { email, message } from "./cast";

test("an invitation joins at the end, and its acceptance stays in its place", () => {
  let hand = told([email("a")], message(email("b", "Invited")));
  hand = told(hand, message(email("c", "Invited")));
  hand = told(hand, message(email("b", "Processing")));
  expect(hand.map((one) => `${one.id} ${one.state}`)).toEqual(["a Processing", "b Processing", "c Invited"]);
  expect(invited(hand).map((one) => one.id)).toEqual(["c"]);
  expect(held(hand).map((one) => one.id)).toEqual(["a", "b"]);
});

test.each(["Completed", "Canceled", "Revoked"] as const)("an email that is %s leaves the hand", (state) => {
  expect(told([email("a"), email("b")], message(email("a", state)))).toEqual([email("b")]);
});

test("the end of an email that is not in hand changes nothing", () => {
  const hand = [email("a")];
  expect(told(hand, message(email("z", "Completed")))).toBe(hand);
});

test("messages replayed over an older reading give the newer hand", () => {
  const older = [email("a", "Invited")];
  const heard = [message(email("a", "Processing")), message(email("b", "Invited")), message(email("a", "Completed"))];
  expect(heard.reduce(told, older)).toEqual([email("b", "Invited")]);
});

test("when an email leaves, the one after it opens, else the one before", () => {
  const hand = [email("a"), email("b"), email("c")];
  expect(neighbour(hand, "b")).toBe("c");
  expect(neighbour(hand, "c")).toBe("b");
  expect(neighbour([email("a")], "a")).toBeNull();
});

test("who wrote is a name if there is one, else the address", () => {
  const from = { from: "jonas.weber@example.org" };
  expect(sender(email("a", "Invited", { ...from, userData: { FromPersonal: "Jonas Weber" } }))).toEqual({
    name: "Jonas Weber",
    address: "jonas.weber@example.org",
  });
  expect(sender(email("a", "Invited", { ...from, userData: { FromPersonal: "" } })).name).toBe(from.from);
});

test("the subject of an email without the field is that of its user data", () => {
  expect(subject(email("a"))).toBe("About a");
  expect(subject(email("a", "Invited", { subject: "Hi" }))).toBe("Hi");
});
