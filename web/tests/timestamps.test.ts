import { expect, test } from "vitest";
import { lasting, readTime, relative } from "../src/time/timestamps";

test.each([
  ["2026-03-02 09:14:07.512+0000", "2026-03-02T09:14:07.512Z"],
  ["2026-03-02 10:14:07.512+0100", "2026-03-02T09:14:07.512Z"],
  ["2026-03-02T09:14:07.512Z", "2026-03-02T09:14:07.512Z"],
])("%s is read as %s", (text, iso) => {
  expect(readTime(text)).toBe(Date.parse(iso));
});

test.each(["", "yesterday", "2026-13-45 99:99:99.000+0000", undefined])("%s is no time", (text) => {
  expect(readTime(text)).toBeNull();
});

test("a distance is told in its largest whole unit", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  const ago = (milliseconds: number) => relative(now - milliseconds, now, "en-GB", "just now");
  expect(ago(59_000)).toBe("just now");
  expect(ago(61_000)).toBe("1 minute ago");
  expect(ago(3 * 3_600_000 + 5)).toBe("3 hours ago");
  expect(ago(26 * 3_600_000)).toBe("yesterday");
});

test("how long something lasts has hours only when there are any", () => {
  expect(lasting(65_400)).toBe("1:05");
  expect(lasting(3_723_000)).toBe("1:02:03");
  expect(lasting(-5)).toBe("0:00");
});
