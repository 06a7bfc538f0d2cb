// What went wrong at the door, in words. Pure.
import { Refused } from "../api/request";
import { texts } from "../texts/texts";

export const MUST_CHANGE = 8;
export const NO_PERMISSION = 5;
const WRONG_STATE = 2;
const IN_USE = 19;
export const NOT_AUTHENTICATED = 20;

/** A sentence that says what to do next. */
export function wordsOfSignIn(error: unknown): string {
  const words = texts.signInErrors;
  if (!(error instanceof Refused)) return words.unreachable;
  if (error.http === 429) return words.tooMany(error.retryAfterSeconds);
  if (error.http === 503) return words.unavailable;
  switch (error.code) {
    case NOT_AUTHENTICATED:
      return words.wrong;
    case NO_PERMISSION:
      return words.notAnAgent;
    case IN_USE:
      return words.placeTaken;
    case WRONG_STATE:
      return words.placeOther;
    default:
      return words.other(error.message);
  }
}
