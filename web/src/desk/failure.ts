// What went wrong, in kinds that the page has words for. Pure.
import { Refused } from "../api/request";
import type { NoteKind } from "./notes";

const WRONG_STATE = 2;
const NOT_FOUND = 6;

/** The note about an operation that failed. */
export function failureOf(what: string, error: unknown): NoteKind {
  if (!(error instanceof Refused)) return { kind: "failed", what, why: "unreachable", detail: "" };
  return { kind: "failed", what, why: reason(error), detail: error.message };
}

function reason(error: Refused): "wrongState" | "gone" | "store" | "other" {
  if (error.code === WRONG_STATE) return "wrongState";
  if (error.code === NOT_FOUND) return "gone";
  return error.http === 503 ? "store" : "other";
}
