// The desk: holds the state, asks the server, listens to the push channel. React only shows what is here.
import * as channels from "../api/channels";
import * as emails from "../api/emails";
import { csrfHeaders, Refused, Unreachable } from "../api/request";
import * as session from "../api/session";
import { agentStates, dispositions } from "../api/settings";
import type { ChannelMessage, EmailMessage } from "../api/types";
import { deadlineOf } from "../invitation/deadline";
import { openPush } from "../push/connection";
import { failureOf } from "./failure";
import type { NoteKind } from "./notes";
import { after, EMPTY, type Event, type State } from "./state";

const NOT_AUTHENTICATED = 20;
const READ_AGAIN_MS = 1_000;

type Heard = EmailMessage | ChannelMessage;
/** An operationName and its parameters. */
export type Step = [operation: string, parameters?: Record<string, unknown>];

export class Desk {
  private state: State = EMPTY;
  private readonly listeners = new Set<() => void>();
  private closePush: (() => void) | null = null;
  /** What was pushed while a reading was under way; null when none is. */
  private heard: Heard[] | null = null;
  private reading = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly now = (): State => this.state;

  /** With the cookie of an earlier visit, if it still counts. `open`: the email that the address names. */
  async start(open: string | null): Promise<void> {
    this.happened({ type: "opened", id: open });
    try {
      await this.arrived(await session.whoAmI());
    } catch (error) {
      if (error instanceof Refused) this.happened({ type: "signedOut" });
      else setTimeout(() => this.start(open), READ_AGAIN_MS);
    }
  }

  /** Throws Refused, Unreachable: the form says what was wrong. */
  async signIn(userName: string, password: string, place: string): Promise<void> {
    const me = await session.signIn(userName, password);
    this.happened({ type: "signedIn", user: me.user });
    await this.takeSeat(place);
  }

  /** Throws Refused, Unreachable. */
  async takeSeat(place: string): Promise<void> {
    await session.startWork(place);
    await this.seated();
  }

  /** The password once more, for the same user; whatever was open stays. Throws Refused, Unreachable. */
  async renew(password: string): Promise<void> {
    await session.signIn(this.state.user?.userName ?? "", password);
    this.happened({ type: "renewed" });
    this.connect();
  }

  async leave(): Promise<void> {
    await this.tried("LogOut", session.endWork, () => this.signedOut({ kind: "loggedOut" }));
  }

  async setState(operation: string): Promise<void> {
    await this.tried(operation, () => channels.setState(operation));
  }

  /** One operation, or several of which the last one counts; true when the server took them all. */
  async operate(id: string, ...steps: Step[]): Promise<boolean> {
    const aim = steps.at(-1)?.[0] ?? "";
    if (this.state.pending[id] !== undefined) return false;
    this.happened({ type: "asked", id, operation: aim });
    for (const [operation, parameters] of steps) {
      if (!(await this.tried(operation, () => emails.operate(id, operation, parameters)))) {
        this.happened({ type: "answered", id });
        void this.read();
        return false;
      }
    }
    if (aim === "Accept") this.open(id);
    return true;
  }

  open(id: string | null): void {
    this.happened({ type: "opened", id });
    const email = this.state.hand.find((one) => one.id === id);
    if (email !== undefined && email.state !== "Invited") {
      emails.operate(email.id, "SetInFocus").catch(() => undefined); // for reports; nobody waits for it
    }
  }

  dismiss(note: number): void {
    this.happened({ type: "dismissed", note });
  }

  private async arrived(me: session.Me): Promise<void> {
    this.happened({ type: "signedIn", user: me.user });
    if ((me.user.channels ?? []).some((one) => one.channel === "email")) await this.seated();
  }

  private async seated(): Promise<void> {
    const channel = await channels.emailChannel();
    if (channel === null) return;
    this.happened({ type: "seated", channel });
    const [states, results] = await Promise.all([agentStates(), dispositions()]);
    this.happened({ type: "settings", agentStates: states, dispositions: results });
    this.connect();
  }

  private connect(): void {
    this.closePush?.();
    this.happened({ type: "link", link: "connecting" });
    this.closePush = openPush(csrfHeaders(), {
      connected: () => void this.connected(),
      broken: () => void this.broken(),
      message: (data) => this.pushed(data),
    });
  }

  private async connected(): Promise<void> {
    if (this.state.link === "broken") this.note({ kind: "reconnected" });
    this.happened({ type: "link", link: "connected" });
    await this.read();
  }

  /** Is the server away, or is it we who are no longer known? */
  private async broken(): Promise<void> {
    if (this.state.phase !== "atWork") return;
    this.happened({ type: "link", link: "broken" });
    await session.whoAmI().catch((error) => this.checkSession(error));
  }

  /** Reads channel and emails; what was pushed meanwhile is told again over them, so that nothing goes backwards. */
  private async read(): Promise<void> {
    this.reading += 1;
    const mine = this.reading;
    this.heard = [];
    try {
      const [channel, inHand] = await Promise.all([channels.emailChannel(), emails.inHand()]);
      if (mine !== this.reading || this.state.phase !== "atWork") return;
      const wasReady = this.state.channel?.userState.state === "Ready";
      this.happened({ type: "channel", channel, at: Date.now() });
      if (wasReady && channel?.userState.state === "NotReady") this.note({ kind: "madeNotReady" });
      this.happened({ type: "read", emails: inHand, at: Date.now() });
      const heard = this.heard;
      this.heard = null;
      for (const message of heard) this.take(message);
      this.learnDeadlines();
    } catch (error) {
      if (mine !== this.reading) return;
      this.heard = null;
      this.checkSession(error);
      const retry = error instanceof Unreachable || (error instanceof Refused && error.http >= 500);
      if (retry) setTimeout(() => this.state.link === "connected" && void this.read(), READ_AGAIN_MS);
    }
  }

  private pushed(data: unknown): void {
    const message = data as Partial<Heard> | null;
    if (message?.messageType !== "EmailStateChangeMessage" && message?.messageType !== "ChannelStateChangeMessageV2")
      return;
    this.heard?.push(message as Heard);
    this.take(message as Heard);
    this.learnDeadlines();
  }

  private take(message: Heard): void {
    const at = Date.now();
    if (message.messageType === "EmailStateChangeMessage") {
      this.happened({ type: "told", message, at });
      return;
    }
    const channel = message.channels.find((one) => one.channel === "email");
    if (channel === undefined) return;
    this.happened({ type: "channel", channel, at });
    if (this.state.phase === "atTheDoor") {
      this.closePush?.();
      this.closePush = null;
    }
  }

  private learnDeadlines(): void {
    for (const email of this.state.hand) {
      if (email.state === "Invited" && this.state.deadlines[email.id] === undefined) void this.learnDeadline(email.id);
    }
  }

  private async learnDeadline(id: string): Promise<void> {
    const askedAt = Date.now();
    try {
      const deadline = deadlineOf(await emails.details(id), askedAt, Date.now());
      if (deadline !== null) this.happened({ type: "deadline", id, deadline });
    } catch (error) {
      this.checkSession(error); // the ring stays without a number; the server's timer runs all the same
    }
  }

  /** Carries out what the agent asked for, and says so when it could not be. */
  private async tried(what: string, ask: () => Promise<unknown>, then?: () => void): Promise<boolean> {
    try {
      await ask();
      then?.();
      return true;
    } catch (error) {
      if (!this.checkSession(error)) this.note(failureOf(what, error));
      return false;
    }
  }

  /** Was it because nobody knows us any more? Then the password is asked for. */
  private checkSession(error: unknown): boolean {
    if (!(error instanceof Refused) || error.code !== NOT_AUTHENTICATED) return false;
    this.happened({ type: "expired" });
    return true;
  }

  private signedOut(note: NoteKind): void {
    this.closePush?.();
    this.closePush = null;
    this.happened({ type: "signedOut", note });
  }

  private note(note: NoteKind): void {
    this.happened({ type: "note", note, at: Date.now() });
  }

  private happened(event: Event): void {
    const next = after(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
