import { expect, test } from "vitest";
import { FRAME_SANDBOX, frameDocument, isOnlyText } from "../src/reading/frame";

test("the frame may open tabs and nothing else", () => {
  expect(FRAME_SANDBOX).not.toMatch(/scripts|same-origin|forms|top-navigation|modals|downloads/);
});

test("the frame's policy stands before anything of the mail", () => {
  const page = frameDocument("<p>Hello</p>", "n0nce");
  expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf("<p>Hello</p>"));
  expect(page).toContain('<style nonce="n0nce">');
});

test("lines and links alone are a plain mail, any other markup is not", () => {
  expect(isOnlyText('Hello,<br>\n1 &lt; 2 <a href="https://example.org">x</a>')).toBe(true);
  expect(isOnlyText("<p>Hello</p>")).toBe(false);
  expect(isOnlyText("Hello <b>you</b>")).toBe(false);
});
