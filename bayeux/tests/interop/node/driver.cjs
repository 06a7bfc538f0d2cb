// Drives one unmodified JavaScript client: commands come in as JSON lines, what happens goes out as JSON lines.
// Usage: node driver.cjs <cometd3|cometd9|faye> <url> <long-polling|websocket> [ack]
'use strict';

const [kind, url, transport, ack] = process.argv.slice(2);
const type = (transport) => transport && (transport.getType ? transport.getType() : transport.type);
const tell = (event) => process.stdout.write(JSON.stringify(event) + '\n');
console.log = console.info = console.warn = console.debug = (...words) => process.stderr.write(words.join(' ') + '\n');

async function cometd(lib, adapt, AckExtension) {
    adapt();
    const client = new lib.CometD();
    if (transport === 'long-polling') {
        client.unregisterTransport('websocket');
    } else {
        client.unregisterTransport('long-polling');
        client.unregisterTransport('callback-polling');
    }
    if (ack) {
        client.registerExtension('ack', new AckExtension());
    }
    client.configure({ url, backoffIncrement: 100, maxNetworkDelay: 5000, logLevel: 'warn' });
    const subscriptions = new Map();
    // A callback for /** also hears the replies to /meta messages.
    const heard = ({ channel, data }) => data === undefined || tell({ event: 'message', channel, data });
    client.addListener('/meta/handshake', (message) => tell({ event: 'handshake', successful: message.successful }));
    client.addListener('/meta/connect', ({ successful }) =>
        tell({ event: 'connect', successful, over: type(client.getTransport()) }));
    const done = (n) => (reply) => tell({ event: 'reply', n, successful: reply.successful, error: reply.error });
    const acts = {
        handshake: ({ n }) => client.handshake(done(n)),
        subscribe: ({ n, channel }) => subscriptions.set(channel, client.subscribe(channel, heard, done(n))),
        unsubscribe: ({ n, channel }) => client.unsubscribe(subscriptions.get(channel), done(n)),
        publish: ({ n, channel, data }) => client.publish(channel, data, done(n)),
        batch: ({ commands }) => client.batch(() => commands.forEach((command) => acts[command.act](command))),
        disconnect: ({ n }) => client.disconnect(done(n)),
    };
    return acts;
}

async function faye() {
    const { Client } = require('faye');
    const client = new Client(url, { timeout: 10, retry: 0.2 });
    // It always shakes hands over long-polling and then changes to the best transport both have.
    for (const other of ['websocket', 'eventsource', 'cross-origin-long-polling', 'callback-polling', 'in-process']) {
        if (other !== transport) {
            client.disable(other);
        }
    }
    client.addExtension({
        incoming: (message, pass) => {
            if (message.channel === '/meta/handshake' || message.channel === '/meta/connect') {
                const over = client._dispatcher.connectionType;
                tell({ event: message.channel.slice(6), successful: message.successful, over });
            }
            pass(message);
        },
    });
    const subscriptions = new Map();
    const heard = (channel) => (data) => tell({ event: 'message', channel, data });
    const answered = (n, promise) => promise.then(
        () => tell({ event: 'reply', n, successful: true }),
        (error) => tell({ event: 'reply', n, successful: false, error: `${error.code}:${error.params}:${error.message}` }),
    );
    const acts = {
        handshake: ({ n }) => client.connect(() => tell({ event: 'reply', n, successful: true })),
        subscribe: ({ n, channel }) => {
            const subscription = client.subscribe(channel).withChannel((name, data) => heard(name)(data));
            subscriptions.set(channel, subscription);
            answered(n, subscription);
        },
        unsubscribe: ({ n, channel }) => {
            subscriptions.get(channel).cancel();
            tell({ event: 'reply', n, successful: true });
        },
        publish: ({ n, channel, data }) => answered(n, client.publish(channel, data)),
        batch: ({ commands }) => commands.forEach((command) => acts[command.act](command)),
        disconnect: ({ n }) => answered(n, client.disconnect()),
    };
    return acts;
}

async function load() {
    if (kind === 'faye') {
        return faye();
    }
    if (kind === 'cometd3') {
        return cometd(require('cometd3'), require('cometd-nodejs-client1').adapt, require('cometd3/AckExtension'));
    }
    const [lib, adapter, extension] = await Promise.all([
        import('cometd9'), import('cometd-nodejs-client2'), import('cometd9/AckExtension.js')]);
    return cometd(lib, adapter.adapt, extension.AckExtension);
}

process.on('uncaughtException', (error) => tell({ event: 'crash', error: String(error.stack || error) }));
load().then((acts) => {
    tell({ event: 'ready' });
    require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const command = JSON.parse(line);
        acts[command.act](command);
    }).on('close', () => process.exit(0));
}, (error) => tell({ event: 'crash', error: String(error.stack || error) }));
