// Keeps the desk up to date: listens to the push channel, and reads everything again whenever something may be missing.
import * as channels from "../api/channels";
import * as emails from "../api/emails";
import { csrfHeaders, isTemporary } from "../api/request";
import type { Channel, ChannelMessage, EmailMessage } from "../api/types";
import { deadlineOf } from "../invitation/deadline";
import { openPush } from "../push/connection";
import type { Store } from "./store";

const READ_AGAIN_MS = 1_000;

type Heard = EmailMessage | ChannelMessage;

export interface NewsEvents {
  /** The push channel broke, or a request failed: is it we who are no longer known? */
  doubt(error: unknown): void;
  /** The seat is gone. */
  unseated(): void;
}

export class News {
  private closePush: (() => void) | null = null;
  /** What was pushed while a reading was under way; null when none is. */
  private heard: Heard[] | null = null;
  private reading = 0;

  constructor(
    private readonly store: Store,
    private readonly events: NewsEvents,
  ) {}

  /** Opens the push channel, anew if need be; everything is read as soon as it stands. */
  open(): void {
    this.close();
    this.store.happened({ type: "link", link: "connecting" });
    this.closePush = openPush(csrfHeaders(), {
      connected: () => void this.connected(),
      broken: () => this.broken(),
      message: (data) => this.pushed(data),
    });
  }

  close(): void {
    this.closePush?.();
    this.closePush = null;
  }

  /** Reads channel and emails; what was pushed meanwhile is told again over them, so that nothing goes backwards. */
  async read(): Promise<void> {
    this.reading += 1;
    const mine = this.reading;
    this.heard = [];
    try {
      const [channel, inHand] = await Promise.all([channels.emailChannel(), emails.inHand()]);
      if (mine === this.reading && this.atWork()) this.known(channel, inHand);
    } catch (error) {
      if (mine !== this.reading) return;
      this.heard = null;
      this.events.doubt(error);
      if (isTemporary(error))
        setTimeout(() => this.store.now().link === "connected" && void this.read(), READ_AGAIN_MS);
    }
  }

  private known(channel: Channel | null, inHand: Awaited<ReturnType<typeof emails.inHand>>): void {
    const wasReady = this.store.now().channel?.userState.state === "Ready";
    if (wasReady && channel?.userState.state === "NotReady") this.store.note({ kind: "madeNotReady" });
    this.channelIs(channel);
    if (!this.atWork()) return;
    this.store.happened({ type: "read", emails: inHand, at: Date.now() });
    const heard = this.heard ?? [];
    this.heard = null;
    for (const message of heard) this.take(message);
    this.learnDeadlines();
  }

  private async connected(): Promise<void> {
    if (this.store.now().link === "broken") this.store.note({ kind: "reconnected" });
    this.store.happened({ type: "link", link: "connected" });
    await this.read();
  }

  private broken(): void {
    if (!this.atWork()) return;
    this.store.happened({ type: "link", link: "broken" });
    this.events.doubt(null);
  }

  private pushed(data: unknown): void {
    if (!this.atWork() || !isHeard(data)) return;
    this.heard?.push(data);
    this.take(data);
    this.learnDeadlines();
  }

  private take(message: Heard): void {
    if (message.messageType === "EmailStateChangeMessage") {
      this.store.happened({ type: "told", message, at: Date.now() });
      return;
    }
    const channel = message.channels.find((one) => one.channel === "email");
    if (channel !== undefined) this.channelIs(channel);
  }

  private channelIs(channel: Channel | null): void {
    this.store.happened({ type: "channel", channel, at: Date.now() });
    if (this.atWork()) return;
    this.close();
    this.events.unseated();
  }

  private learnDeadlines(): void {
    const { hand, deadlines } = this.store.now();
    for (const email of hand) {
      if (email.state === "Invited" && deadlines[email.id] === undefined) void this.learnDeadline(email.id);
    }
  }

  private async learnDeadline(id: string): Promise<void> {
    const askedAt = Date.now();
    try {
      const deadline = deadlineOf(await emails.details(id), askedAt, Date.now());
      if (deadline !== null) this.store.happened({ type: "deadline", id, deadline });
    } catch (error) {
      this.events.doubt(error); // the ring stays without a number; the server's timer runs all the same
    }
  }

  private atWork(): boolean {
    return this.store.now().phase === "atWork";
  }
}

function isHeard(data: unknown): data is Heard {
  const type = (data as Partial<Heard> | null)?.messageType;
  return type === "EmailStateChangeMessage" || type === "ChannelStateChangeMessageV2";
}
