// What stands for a person: letters and a colour, made of the name. Pure.

const LETTER = /\p{L}|\p{N}/u;
const HUES = 360;

/** The first letters of the first and the last word; "?" when there are none. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter((word) => LETTER.test(word));
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map((word) => LETTER.exec(word ?? "")?.[0].toUpperCase()).join("") || "?";
}

/** 0 to 359, the same for the same name. */
export function hueOf(name: string): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 104_729;
  return sum % HUES;
}
