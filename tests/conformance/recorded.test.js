'use strict';
// Every REST exchange that the tests before this one recorded (tests/rest_recording.h) is as the document says.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { ApiDocument } = require('./api_document');

const directory = process.env.REST_RECORDING;
const MOST_FAULTS_SHOWN = 25;

function* exchanges() {
  for (const name of fs.readdirSync(directory).filter((each) => each.endsWith('.jsonl'))) {
    const lines = fs.readFileSync(path.join(directory, name), 'utf8').split('\n');
    // A process that was killed may have left half a line.
    for (const line of lines.slice(0, -1)) yield JSON.parse(line);
  }
}

test('every recorded answer, and every request that was taken, is as the document says', () => {
  const document = new ApiDocument(JSON.parse(fs.readFileSync(process.env.OPENAPI_DOCUMENT, 'utf8')));
  const faults = new Set();
  const operations = new Set();
  let count = 0;
  for (const exchange of exchanges()) {
    ++count;
    operations.add(`${exchange.method} ${document.pathOf(exchange.target)}`);
    document.faultsOfExchange(exchange).forEach((fault) => faults.add(fault));
  }
  console.log(`${count} exchanges of ${operations.size} operations`);
  assert.ok(count > 0, `nothing is recorded in ${directory}`);
  assert.deepEqual([...faults].slice(0, MOST_FAULTS_SHOWN), [], `${faults.size} faults`);
});

test('an answer that breaks the document is seen', () => {
  const document = new ApiDocument(JSON.parse(fs.readFileSync(process.env.OPENAPI_DOCUMENT, 'utf8')));
  const good = { success: true, data: { deviceId: 'device_1', updated: ['max_charge_rate'] },
    meta: { requestId: 'req_a1B2c3D4', environment: 'live', timestamp: '2026-07-01T09:00:00.000Z', latencyMs: 1 } };
  const judge = (body, more = {}) => document.faultsOfExchange({ method: 'POST', target: '/ev-charger/device_1/settings',
    request: '{"max_charge_rate":{"value":7,"unit":"kw"}}', status: 200, contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(body), ...more }).length;
  assert.equal(judge(good), 0);
  assert.equal(judge({ ...good, extra: 1 }), 1);
  assert.equal(judge({ ...good, data: { deviceId: 1 } }), 1);
  assert.equal(judge(good, { status: 299 }), 1);
  assert.equal(judge(good, { contentType: 'text/plain' }), 1);
  assert.equal(judge(good, { request: '{"max_charge_rate":{"value":7,"unit":"amps"}}' }), 1);
  assert.equal(judge(good, { target: '/nowhere' }), 1);
  assert.equal(judge(good, { method: 'PATCH' }), 1);
});
