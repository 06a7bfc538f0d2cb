// The desk: what an agent can do here. It asks the server and writes down what came of it; React only shows that.
import * as channels from "../api/channels";
import * as emails from "../api/emails";
import { isNotAuthenticated, Refused } from "../api/request";
import * as session from "../api/session";
import { agentStates, dispositions } from "../api/settings";
import { failureOf } from "./failure";
import { News } from "./news";
import type { NoteKind } from "./notes";
import { Store } from "./store";

const START_AGAIN_MS = 1_000;

/** An operationName and its parameters. */
export type Step = [operation: string, parameters?: Record<string, unknown>];

export class Desk {
  private readonly store = new Store();
  private readonly news = new News(this.store, {
    doubt: (error) => void this.doubted(error),
    unseated: () => void this.unseated(),
  });
  private leaving = false;

  readonly subscribe = this.store.subscribe;
  readonly now = this.store.now;

  /** With the cookie of an earlier visit, if it still counts. `open`: the email that the address names. */
  async start(open: string | null): Promise<void> {
    this.store.happened({ type: "opened", id: open });
    try {
      const { user } = await session.whoAmI();
      this.store.happened({ type: "signedIn", user });
      if ((user.channels ?? []).some((one) => one.channel === "email")) await this.seated();
    } catch (error) {
      if (error instanceof Refused && error.http < 500) return this.store.happened({ type: "signedOut" });
      this.store.happened({ type: "link", link: "broken" });
      setTimeout(() => void this.start(open), START_AGAIN_MS);
    }
  }

  /** Throws Refused, Unreachable: the form says what was wrong. */
  async signIn(userName: string, password: string, place: string): Promise<void> {
    const { user } = await session.signIn(userName, password);
    this.store.happened({ type: "signedIn", user });
    await this.takeSeat(place);
  }

  /** Throws Refused, Unreachable. */
  async takeSeat(place: string): Promise<void> {
    await session.startWork(place);
    await this.seated();
  }

  /** The password once more, for the same user; whatever was open stays. Throws Refused, Unreachable. */
  async renew(password: string): Promise<void> {
    await session.signIn(this.now().user?.userName ?? "", password);
    this.store.happened({ type: "renewed" });
    this.news.open();
  }

  async leave(): Promise<void> {
    this.leaving = true;
    if (await this.tried("LogOut", session.endWork)) this.signedOut({ kind: "loggedOut" });
    this.leaving = false;
  }

  /** Ready means that emails come: whatever held them back is taken back too. */
  async setState(operation: string): Promise<void> {
    const undisturbed = operation === "Ready" && this.now().channel?.dndState === "On";
    if (undisturbed && !(await this.tried(operation, () => channels.setState("DoNotDisturbOff")))) return;
    await this.tried(operation, () => channels.setState(operation));
  }

  /** One operation, or several of which the last one counts; true when the server took them all. */
  async operate(id: string, ...steps: Step[]): Promise<boolean> {
    const aim = steps.at(-1)?.[0] ?? "";
    if (this.now().pending[id] !== undefined) return false;
    this.store.happened({ type: "asked", id, operation: aim });
    for (const [operation, parameters] of steps) {
      if (!(await this.tried(operation, () => emails.operate(id, operation, parameters)))) {
        this.store.happened({ type: "answered", id });
        void this.news.read();
        return false;
      }
    }
    if (aim === "Accept") this.open(id);
    return true;
  }

  open(id: string | null): void {
    this.store.happened({ type: "opened", id });
    const email = this.now().hand.find((one) => one.id === id);
    if (email !== undefined && email.state !== "Invited") {
      emails.operate(email.id, "SetInFocus").catch(() => undefined); // for reports; nobody waits for it
    }
  }

  dismiss(note: number): void {
    this.store.happened({ type: "dismissed", note });
  }

  private async seated(): Promise<void> {
    const channel = await channels.emailChannel();
    if (channel === null) return;
    this.store.happened({ type: "seated", channel });
    this.news.open();
    await this.learnSettings();
  }

  /** Without them there is less to choose from, and nothing else is missing. */
  private async learnSettings(): Promise<void> {
    const [states, results] = await Promise.all([
      agentStates().catch(() => this.now().agentStates),
      dispositions().catch(() => this.now().dispositions),
    ]);
    this.store.happened({ type: "settings", agentStates: states, dispositions: results });
  }

  /** Carries out what the agent asked for, and says so when it could not be. */
  private async tried(what: string, ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch (error) {
      if (isNotAuthenticated(error)) this.store.happened({ type: "expired" });
      else this.store.note(failureOf(what, error));
      return false;
    }
  }

  /** Something failed: if it is because nobody knows us any more, the password is asked for. */
  private async doubted(error: unknown): Promise<void> {
    const known =
      error ??
      (await session.whoAmI().then(
        () => null,
        (failure: unknown) => failure,
      ));
    if (isNotAuthenticated(known)) this.store.happened({ type: "expired" });
  }

  /** The agent was logged out, here or elsewhere; elsewhere, the HTTP session may have ended with it. */
  private async unseated(): Promise<void> {
    if (this.leaving) return;
    const note: NoteKind = { kind: "loggedOutElsewhere" };
    const known = await session.whoAmI().then(
      () => true,
      (error: unknown) => !isNotAuthenticated(error),
    );
    if (known) this.store.note(note);
    else this.signedOut(note);
  }

  private signedOut(note: NoteKind): void {
    this.news.close();
    this.store.happened({ type: "signedOut", note });
  }
}
