'use strict';
// GET /events as a third party's client of server-sent events hears it.

const assert = require('node:assert/strict');
const test = require('node:test');
const EventSource = require('eventsource');
const { ApiDocument } = require('./api_document');
const { eventually } = require('./eventually');
const { withGateway } = require('./plays');

const TYPES = ['device', 'action', 'push.completed', 'resync'];
const HEARD_WITHIN_MS = 60000;

function listen(gateway, headers = {}) {
  const source = new EventSource(`${gateway.api}/events`, { headers: { 'x-api-key': gateway.key, ...headers } });
  const heard = [];
  for (const type of TYPES) {
    source.addEventListener(type, ({ data, lastEventId }) => heard.push({ type, id: lastEventId, body: JSON.parse(data) }));
  }
  return { heard, close: () => source.close(), first: (is, what) => eventually(() => heard.find(is), what, HEARD_WITHIN_MS) };
}

test('a client hears states, actions and their end, and resumes where it was', { timeout: 300000 }, () => withGateway(async (gateway) => {
  const document = new ApiDocument(await (await fetch(`${gateway.api}/openapi.json`)).json());
  const listener = listen(gateway);
  const { body: { deviceId } } = await listener.first(({ type }) => type === 'device', 'the present state');
  const pushed = await gateway.request('POST', `/ev-charger/${deviceId}`, { action: { command: 'idle' } });
  const isAction = (state) => ({ type, body }) => type === 'action' && body.id === pushed.id && body.state === state;
  const acknowledged = await listener.first(isAction('acknowledged'), 'the action');
  await listener.first(isAction('completed'), 'its end');
  await listener.first(({ type, body }) => type === 'push.completed' && body.actionId === pushed.id, 'the event of the webhooks');
  await listener.first(({ type, body }) => type === 'device' && body.state.status === 'paused', 'the paused state');
  listener.close();

  const again = listen(gateway, { 'Last-Event-ID': acknowledged.id });
  await again.first(isAction('completed'), 'what was missed');
  assert.equal(again.heard.find(isAction('acknowledged')), undefined);
  assert.equal(again.heard.find(({ type }) => type === 'resync'), undefined);
  again.close();

  const late = listen(gateway, { 'Last-Event-ID': 'another-1' });
  await late.first(({ type }) => type === 'device', 'the present state again');
  assert.equal(late.heard[0].type, 'resync');
  late.close();

  const schemas = { device: 'DeviceEvent', action: 'Action', 'push.completed': 'PushCompletedEvent' };
  for (const { type, body } of [...listener.heard, ...again.heard]) {
    assert.equal(document.faultsOf(`document#/components/schemas/${schemas[type]}`, body), '', JSON.stringify(body));
  }
}, { options: ['--sandbox', '1'], environment: 'sandbox' }));
