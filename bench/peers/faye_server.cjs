// npm `faye`, which publishes by the client inside the server, as its documentation has it.
'use strict';

const http = require('node:http');
const faye = require('faye');
const { obey, ready } = require('./commands.cjs');

const TIMEOUT_SECONDS = 30; // as ours; its own default is 25

const server = http.createServer();
const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: TIMEOUT_SECONDS });
bayeux.attach(server);
const publisher = bayeux.getClient();
obey((word, data) => publisher.publish(`/client/${word}`, data));
ready(server);
