import { expect, test } from "vitest";
import { wanted } from "../src/reading/pictures";
import { email } from "./cast";

const file = (id: string, mime: string, size = 100) => ({
  id,
  name: id,
  mime,
  size,
  path: `/emails/a/attachments/${id}`,
});
const details = (...ids: string[]) => ({
  serverTime: "",
  pictures: ids.map((id) => ({ contentId: `${id}@example.org`, id })),
});

test("a picture that the body names is fetched, one that it does not name is not", () => {
  const mail = email("a", "Processing", {
    body: '<img src="cid:lamp@example.org">',
    attachments: [file("lamp", "image/png"), file("other", "image/png")],
  });
  const found = wanted(mail, details("lamp", "other"));
  expect(found).toEqual([{ contentId: "lamp@example.org", path: "/emails/a/attachments/lamp", mime: "image/png" }]);
});

test.each([
  ["a document that looks like a picture", file("lamp", "image/svg+xml")],
  ["a page", file("lamp", "text/html")],
  ["something huge", file("lamp", "image/png", 50_000_000)],
])("%s is not shown in the text", (_, attachment) => {
  const mail = email("a", "Processing", { body: '<img src="cid:lamp@example.org">', attachments: [attachment] });
  expect(wanted(mail, details("lamp"))).toEqual([]);
});

test("before the details are known there is nothing to fetch", () => {
  expect(wanted(email("a", "Processing", { body: "cid:x" }), null)).toEqual([]);
});
