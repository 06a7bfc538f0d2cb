// npm `cometd-nodejs-server`: long-polling only.
'use strict';

const http = require('node:http');
const { createCometDServer } = require('cometd-nodejs-server');
const { obey, ready } = require('./commands.cjs');

const cometd = createCometDServer({ timeout: 30_000, maxInterval: 30_000 }); // as ours; the second is 10,000 by default
obey((word, data) => cometd.createServerChannel(`/client/${word}`).publish(null, data));
ready(http.createServer(cometd.handle));
