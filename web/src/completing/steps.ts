// Completing is up to three operations, the last of which ends it. Pure.
import type { Email } from "../api/types";
import type { Step } from "../desk/desk";

/** Result and comment first, where they are given and new; then Complete. */
export function stepsToComplete(email: Email, disposition: string | null, comment: string): Step[] {
  const before: Step[] = [];
  if (disposition !== null) before.push(["SetDisposition", { disposition }]);
  if (comment.trim() !== (email.comment ?? "")) before.push(["AddComment", { comment: comment.trim() }]);
  return [...before, ["Complete"]];
}
