// The server's times read, and written for people: absolute in the agent's zone, and as a distance from now.

const SERVER_FORM = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)$/;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `2026-03-02 09:14:07.512+0000` or ISO, as epoch milliseconds; null when it is neither (contract 2.10). */
export function readTime(text: string | undefined): number | null {
  const parts = SERVER_FORM.exec(text ?? "");
  if (parts === null) return null;
  const [, date, time, zone] = parts as unknown as [string, string, string, string];
  const offset = zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const read = Date.parse(`${date}T${time}${offset}`);
  return Number.isNaN(read) ? null : read;
}

/** `2 Mar 2026, 09:14` in the zone of whoever looks. */
export function absolute(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** `09:14:07`. */
export function clockTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(at);
}

/** `3 minutes ago`; less than a minute has a word of its own. */
export function relative(at: number, now: number, locale: string, justNow: string): string {
  const distance = at - now;
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) {
      return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(distance / size), unit);
    }
  }
  return justNow;
}

/** `1:05` or `1:02:03`: how long something has lasted. */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
