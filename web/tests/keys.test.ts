import { expect, test } from "vitest";
import { actionOf, type Press } from "../src/shortcuts/keys";

const press: Press = {
  key: "a",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  tag: "BODY",
  editable: false,
  busy: false,
};

test("a single key asks for its action, whatever its case", () => {
  expect(actionOf(press)).toBe("accept");
  expect(actionOf({ ...press, key: "R" })).toBe("reject");
  expect(actionOf({ ...press, key: "?" })).toBe("sheet");
});

test.each([
  { tag: "INPUT" },
  { tag: "textarea" },
  { editable: true },
  { ctrlKey: true },
  { metaKey: true },
  { altKey: true },
  { repeat: true },
  { busy: true },
  { key: "Enter" },
])("%o is not meant for the page", (part) => {
  expect(actionOf({ ...press, ...part })).toBeNull();
});
