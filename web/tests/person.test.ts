import { expect, test } from "vitest";
import { hueOf, initialsOf } from "../src/page/person";

test.each([
  ["Jonas Weber", "JW"],
  ["Zoë Größmann-Łukasik", "ZŁ"],
  ["佐藤 花子", "佐花"],
  ["ada", "A"],
  ["Anna Maria van der Berg", "AB"],
  ["'quoted' <x>", "QX"],
  ["", "?"],
  ["---", "?"],
])("%s is %s", (name, letters) => {
  expect(initialsOf(name)).toBe(letters);
});

test("the same name has the same colour, always one that exists", () => {
  expect(hueOf("Jonas Weber")).toBe(hueOf("Jonas Weber"));
  for (const name of ["", "a", "佐藤 花子", "x".repeat(500)]) {
    expect(hueOf(name)).toBeGreaterThanOrEqual(0);
    expect(hueOf(name)).toBeLessThan(360);
  }
});
