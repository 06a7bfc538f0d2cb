// What the load asks a peer for, one line each on the standard input (see `bench/bayeux_node.py`, which reads the same).
'use strict';

const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Calls publish(word, data) for every word of a line `TEXT_BYTES FIRST_NUMBER WORD WORD …`; `collect` runs the collector.
exports.obey = (publish) => {
  let rest = '';
  process.stdin.setEncoding('latin1');
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) carryOut(line, publish);
  });
  process.stdin.on('end', () => process.exit(0));
};

function carryOut(line, publish) {
  if (line === 'collect') {
    collect();
    process.stdout.write('collected\n');
    return;
  }
  const [bytes, first, ...words] = line.split(' ');
  const text = 'x'.repeat(Number(bytes));
  words.forEach((word, index) => publish(word, { number: Number(first) + index, text }));
}

exports.ready = (server) => {
  server.timeout = server.requestTimeout = 0; // nothing ends a held poll but the Bayeux server itself
  server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, () => process.stdout.write(`${server.address().port}\n`));
};
