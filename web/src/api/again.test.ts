import { expect, test, vi } from "vitest";
import { again } from "./again";
import { Refused, Unreachable } from "./request";

const AT_ONCE = [0, 0];

test("what is out of reach for a moment is read again", async () => {
  const read = vi.fn().mockRejectedValueOnce(new Unreachable("away")).mockResolvedValue("there");
  expect(await again(read, AT_ONCE)).toBe("there");
  expect(read).toHaveBeenCalledTimes(2);
});

test("it is given up with the last failure after the last pause", async () => {
  const read = vi.fn().mockRejectedValue(new Unreachable("away"));
  await expect(again(read, AT_ONCE)).rejects.toThrow("away");
  expect(read).toHaveBeenCalledTimes(3);
});

test("a refusal is final", async () => {
  const read = vi.fn().mockRejectedValue(new Refused(404, 6, "There is no such email.", null));
  await expect(again(read, AT_ONCE)).rejects.toThrow("no such email");
  expect(read).toHaveBeenCalledTimes(1);
});
