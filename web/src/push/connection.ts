// The push channel: one CometD client that keeps itself connected and says how it fares.
import { AckExtension, CometD, type Message } from "cometd";

const TOPICS = ["/v2/me", "/v2/me/*"];
const BACKOFF_STEP_MS = 500;
const BACKOFF_MAX_MS = 4_000;
const ANSWER_WAIT_MS = 10_000;

export interface PushEvents {
  /** Every subscription stands, for the first time or again: what was missed must be read. */
  connected(): void;
  /** The connection is gone; it is being made again. */
  broken(): void;
  message(data: unknown): void;
}

/** Opens the channel; the function it gives back closes it. */
export function openPush(headers: Record<string, string>, events: PushEvents): () => void {
  const client = new CometD();
  let closed = false;
  let subscribed = false;
  client.unregisterTransport("callback-polling");
  client.registerExtension("ack", new AckExtension());
  client.configure({
    url: `${location.origin}/api/v2/notifications`,
    requestHeaders: headers,
    backoffIncrement: BACKOFF_STEP_MS,
    maxBackoff: BACKOFF_MAX_MS,
    maxNetworkDelay: ANSWER_WAIT_MS,
    useWorkerScheduler: false, // it would need scripts made of text, which the page's policy forbids
  });
  client.addListener("/meta/handshake", (reply: Message) => {
    subscribed = false;
    if (closed) return;
    if (reply.successful) subscribe();
    else events.broken();
  });
  client.addListener("/meta/connect", (reply: Message) => {
    if (closed) return;
    if (!reply.successful) {
      subscribed = false;
      events.broken();
    } else if (!subscribed && reply.advice?.reconnect !== "none") {
      subscribed = true; // the session outlived the break: its subscriptions are still there
      events.connected();
    }
  });

  function subscribe(): void {
    let open = TOPICS.length;
    client.batch(() => {
      for (const topic of TOPICS) {
        client.subscribe(
          topic,
          (message: Message) => !closed && events.message(message.data),
          (answer: Message) => {
            if (!answer.successful || closed) return;
            open -= 1;
            if (open === 0 && !subscribed) {
              subscribed = true;
              events.connected();
            }
          },
        );
      }
    });
  }

  client.handshake();
  return () => {
    closed = true;
    client.disconnect();
  };
}
