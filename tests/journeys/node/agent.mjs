// An agent desktop in few lines: npm cometd, unmodified. Prints every message as a JSON line; ends with its stdin.
// usage: node agent.mjs BASE USER PASSWORD long-polling|websocket
import {CometD} from "cometd";
import {adapt} from "cometd-nodejs-client";

const [base, user, password, transport] = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

adapt();
console.debug = console.info = console.warn = () => {};
const cometd = new CometD();
const url = new URL(base + "/api/v2/notifications");
if (transport === "websocket") {
    cometd.unregisterTransport("long-polling");
    url.username = user;  // node's WebSocket has no other place for credentials; a browser sends its cookie
    url.password = password;
} else {
    cometd.unregisterTransport("websocket");
}
cometd.unregisterTransport("callback-polling");
cometd.configure({
    url: url.toString(),
    requestHeaders: {Authorization: "Basic " + Buffer.from(user + ":" + password).toString("base64")},
});
cometd.addListener("/meta/handshake", (reply) => {
    say({handshake: reply.successful, error: reply.error});
    if (reply.successful) {
        cometd.batch(() => {
            cometd.subscribe("/v2/me/*", (message) => say({channel: message.channel, data: message.data}));
            cometd.subscribe("/v2/me/emails", () => {}, (answer) => say({subscribed: answer.successful}));
        });
    }
});
cometd.handshake();
process.stdin.on("end", () => cometd.disconnect(() => process.exit(0)));
process.stdin.resume();
