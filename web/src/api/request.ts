// The one place that speaks HTTP: JSON in, JSON out, every failure an error with a kind.

const CSRF_HEADER = "X-CSRF-TOKEN";
const NOT_AUTHENTICATED = 20; // statusCode, contract 2.5

/** The server refused: its HTTP status, the contract's statusCode (2.5), its sentence for developers. */
export class Refused extends Error {
  constructor(
    readonly http: number,
    readonly code: number,
    message: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** No answer came: no network, no server, or something in between that answers for it. */
export class Unreachable extends Error {}

/** Does nobody know us (any more)? */
export function isNotAuthenticated(error: unknown): boolean {
  return error instanceof Refused && error.code === NOT_AUTHENTICATED;
}

/** May the same request go through a little later? */
export function isTemporary(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Refused && error.http >= 500);
}

let csrfToken: string | null = null;

/** Reads a resource. Throws Refused, Unreachable. */
export function get<T>(path: string, authorization?: string): Promise<T> {
  return send<T>(path, { headers: authorization === undefined ? {} : { Authorization: authorization } });
}

/** Reads what is no JSON: an attachment. Throws Unreachable. */
export async function getBytes(path: string): Promise<Uint8Array> {
  try {
    const response = await fetch(path, { credentials: "same-origin" });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new Unreachable(`${response.status}`);
  } catch (error) {
    throw error instanceof Unreachable ? error : new Unreachable(String(error));
  }
}

/** Asks for an operation. Throws Refused, Unreachable. */
export function post(path: string, body: Record<string, unknown>): Promise<{ statusCode: number }> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (csrfToken !== null) headers[CSRF_HEADER] = csrfToken;
  return send(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** What the push channel sends along, so that it passes where the token is asked for there too (contract 3.2). */
export function csrfHeaders(): Record<string, string> {
  return csrfToken === null ? {} : { [CSRF_HEADER]: csrfToken };
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" });
    answer = await response.json();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  csrfToken = response.headers.get(CSRF_HEADER) ?? csrfToken;
  if (!isAnswer(answer)) throw new Unreachable(`${response.status}: not an answer of this server`);
  if (answer.statusCode !== 0) throw refused(response, answer.statusCode, answer.statusMessage);
  return answer as T;
}

function isAnswer(answer: unknown): answer is { statusCode: number; statusMessage?: string } {
  return typeof answer === "object" && answer !== null && typeof Reflect.get(answer, "statusCode") === "number";
}

function refused(response: Response, code: number, message: string | undefined): Refused {
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new Refused(response.status, code, message ?? "", Number.isFinite(wait) ? wait : null);
}
