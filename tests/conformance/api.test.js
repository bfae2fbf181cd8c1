'use strict';
// The OpenAPI document as others read it: a validator, a maker of requests and a client, none of them from here.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { pathToFileURL } = require('node:url');
const { OpenAPIClientAxios } = require('openapi-client-axios');
const { ApiDocument } = require('./api_document');
const { eventually } = require('./eventually');
const { generatedRequests } = require('./generated_requests');
const { withGateway } = require('./plays');

const SANDBOX = { options: ['--sandbox', '1'], environment: 'sandbox', role: 'operator' };

const documentOf = async (gateway) => new ApiDocument(await (await fetch(`${gateway.api}/openapi.json`)).json());
const deviceOf = (gateway) => eventually(async () => (await gateway.read('/ev-charger')).items[0], 'the sandbox device', 60000);

test('the document is OpenAPI 3.1 in the eyes of a third party', { timeout: 300000 }, () => withGateway(async (gateway) => {
  // Its package has modules alone, which NODE_PATH does not find.
  const file = path.join(process.env.NODE_PATH, '@seriousme/openapi-schema-validator/index.js');
  const { Validator } = await import(pathToFileURL(file));
  const validator = new Validator();
  const { valid, errors } = await validator.validate((await documentOf(gateway)).document);
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
}));

test('every example of the document is what its schema says', { timeout: 300000 }, () => withGateway(async (gateway) => {
  const document = await documentOf(gateway);
  let count = 0;
  const judge = (place, schema, value) => {
    ++count;
    const validate = document.faultsOf(`document#/${place.map((word) => encodeURIComponent(word.replaceAll('/', '~1'))).join('/')}/schema`, value);
    assert.equal(validate, '', place.join(' '));
  };
  for (const { path: route, method, operation } of document.operations()) {
    const holders = [['requestBody', operation.requestBody], ...Object.entries(operation.responses).map(([status, response]) =>
      [`responses/${status}`, response])];
    for (const [place, holder] of holders) {
      const content = holder?.content?.['application/json'];
      const where = ['paths', route, method, ...place.split('/'), 'content', 'application/json'];
      if (content?.example !== undefined) judge(where, content.schema, content.example);
      for (const { value } of Object.values(content?.examples ?? {})) judge(where, content.schema, value);
    }
  }
  assert.ok(count >= 5);
}));

// Ids of what was made, so that later requests find something.
function learn(known, { status, body }) {
  const id = status < 300 && body.startsWith('{') && JSON.parse(body).data?.id;
  const kinds = { act: 'actionId', ep: 'webhookId', key: 'keyId', call: 'callId', sched: 'scheduleId' };
  const kind = typeof id === 'string' && kinds[id.split('_')[0]];
  if (kind) known[kind] = id;
}

async function walkAllOperations(gateway, known) {
  const document = await documentOf(gateway);
  const faults = [];
  const statuses = {};
  for (const request of generatedRequests(document, known)) {
    const answer = await gateway.exchange(request.method, request.target, request.body);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status === 500) faults.push(`500: ${JSON.stringify({ request, body: answer.body })}`);
    faults.push(...document.faultsOfExchange(answer));
    learn(known, answer);
  }
  console.log(statuses);
  assert.deepEqual([...new Set(faults)].slice(0, 20), []);
  assert.ok(statuses[200] > 50 && statuses[422] > 50, JSON.stringify(statuses));
}

test('requests made from the schemas, whole and broken, get answers that are described, and never a 500', { timeout: 600000 }, async (t) => {
  await t.test('in the sandbox', () => withGateway(async (gateway) => {
    const device = await deviceOf(gateway);
    await walkAllOperations(gateway, { deviceId: device.id, chargePointId: device.metadata.chargePointId });
  }, SANDBOX));
  await t.test('at a site without chargers', () => withGateway((gateway) => walkAllOperations(gateway, {}), { role: 'operator' }));
});

// Read the device, cap it, see the cap, charge, pause, replace: with a client that knows nothing but the document.
test('a client made from the document plays the walk-through', { timeout: 300000 }, () => withGateway(async (gateway) => {
  const document = await documentOf(gateway);
  const maker = new OpenAPIClientAxios({ definition: document.document,
    axiosConfigDefaults: { baseURL: gateway.api, headers: { 'x-api-key': gateway.key }, validateStatus: () => true } });
  const client = await maker.init();
  const { id } = await deviceOf(gateway);
  const read = async () => (await client.readEvCharger(id)).data.data;
  const finished = (action) => eventually(async () => {
    const { data } = (await client.readAction(action)).data;
    return ['completed', 'failed', 'cancelled'].includes(data.state) && data;
  }, 'the end of the action', 120000);

  const first = await client.readEvCharger(id);
  assert.equal(first.status, 200);
  assert.equal(first.data.meta.environment, 'sandbox');
  assert.equal(first.data.data.metadata.source, 'projection');
  assert.deepEqual(first.data.data.conflictStrategies, ['cancel_and_replace']);
  const { min, max } = first.data.data.settings.max_charge_rate;

  const capped = await client.writeSettings(id, { max_charge_rate: { value: 7.4, unit: 'kw' } });
  assert.deepEqual([capped.status, capped.data.data], [200, { deviceId: id, updated: ['max_charge_rate'] }]);
  const refusals = [[{ max_charge_rate: { value: max + 1, unit: 'kw' } }, 'SETTING_OUT_OF_RANGE'],
    [{ max_charge_rate: { value: min - 1, unit: 'kw' } }, 'SETTING_OUT_OF_RANGE'],
    [{ loudness: { value: 1, unit: 'kw' } }, 'UNSUPPORTED_SETTING'], [{ currentPower: { value: 1, unit: 'kw' } }, 'READ_ONLY_SETTING']];
  for (const [patch, code] of refusals) {
    const refused = await client.writeSettings(id, patch);
    assert.deepEqual([refused.status, refused.data.error.code], [422, code]);
  }
  await eventually(async () => (await read()).state.powerRateLimit === 7.4, 'the acknowledged cap', 60000);

  const started = await client.pushCommand(id, { action: { command: 'charge' } });
  assert.deepEqual([started.status, started.data.data.state, started.data.data.parameters], [202, 'acknowledged', null]);
  const second = await client.pushCommand(id, { action: { command: 'charge' } });
  // The first may be over by now; while it is not, even the same command is a conflict.
  if (second.status === 409) {
    assert.deepEqual(second.data.error.details, { reason: 'no_strategy_supplied', conflictingActionIds: [started.data.data.id],
      strategies: ['cancel_and_replace'] });
  }
  const queued = await client.pushCommand(id, { action: { command: 'idle' }, onConflict: 'queue_after' });
  assert.deepEqual([queued.status, queued.data.error.code], [422, 'STRATEGY_NOT_SUPPORTED']);
  assert.equal((await finished(started.data.data.id)).state, 'completed');
  const charging = await eventually(async () => { const now = await read(); return now.state.isCharging && now; }, 'a session', 60000);
  assert.ok(charging.state.currentPower <= 7.4);
  assert.equal(charging.settings.max_charge_rate.value, 7.4);

  const paused = await client.pushCommand(id, { action: { command: 'idle' }, onConflict: 'cancel_and_replace' });
  assert.equal(paused.status, 202);
  assert.equal((await finished(paused.data.data.id)).state, 'completed');
  const after = await eventually(async () => { const now = await read(); return now.state.currentPower === 0 && now; }, 'the pause', 60000);
  assert.equal(after.settings.max_charge_rate.value, 7.4);
  assert.equal(after.lastAction.id, paused.data.data.id);
}, SANDBOX));
