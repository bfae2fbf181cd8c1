'use strict';
// What a real gateway sends as webhooks, judged by the verifier that receivers of Svix use.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const test = require('node:test');
const { Webhook } = require('svix');
const { Certificates } = require('./certificates');
const { eventually } = require('./eventually');
const { bootAndReport, deviceOf, withCharger, withGateway } = require('./plays');
const { WebhookReceiver } = require('./webhook_receiver');

// A receiver on the loopback is allowed, and nobody waits for minutes.
const SECTIONS = `
[webhooks]
allow = ["127.0.0.0/8"]
retries_ms = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]
between_probes_ms = 20
`;

async function withReceiver(work) {
  const receiver = await WebhookReceiver.start();
  try {
    await withGateway((gateway) => work(gateway, receiver), { sections: SECTIONS });
  } finally {
    await receiver.close();
  }
}

const subscribe = (gateway, receiver, more = {}) => gateway.request('POST', '/webhooks', { url: receiver.url, ...more });
const verified = (secret, { body, headers }) => new Webhook(secret).verify(body, headers);
const eventsOf = (received, deviceId) => received.filter(({ body }) => JSON.parse(body).deviceId === deviceId);

// Two commands, each to its end.
async function session(gateway, identity) {
  let id;
  await withCharger(gateway.chargerEndpoint, identity, async (charger) => {
    await bootAndReport(charger);
    const device = await deviceOf(gateway, identity);
    id = device.route.split('/').pop();
    await charger.plug();
    assert.equal((await device.push('charge')).state, 'completed');
    assert.equal((await device.push('idle')).state, 'completed');
  });
  return id;
}

test('the verifier accepts every webhook of a session, and none that was changed', { timeout: 300000 }, () =>
  withReceiver(async (gateway, receiver) => {
    const { secret } = await subscribe(gateway, receiver);
    const device = await session(gateway, 'CP-HOOK');
    await eventually(() => receiver.of('push.completed').length === 2, 'two completed commands');
    for (const delivery of receiver.received) {
      const body = verified(secret, delivery);
      assert.equal(body.event, delivery.headers['webhook-event']);
      assert.equal(delivery.headers['content-type'], 'application/json');
    }
    const [charge, idle] = receiver.of('push.completed').map((delivery) => verified(secret, delivery));
    assert.equal(charge.command, 'charge');
    assert.equal(charge.deviceId, device);
    assert.equal(charge.deviceType, 'ev_charger');
    assert.equal(charge.result.success, true);
    assert.equal(idle.command, 'idle');
    const [{ body, headers }] = receiver.received;
    assert.throws(() => verified(secret, { body: body.replace('{', '{ '), headers }));
    assert.throws(() => verified(secret, { body, headers: { ...headers, 'svix-id': 'msg_other' } }));
    assert.throws(() => verified(`whsec_${Buffer.alloc(24).toString('base64')}`, { body, headers }));
  }));

test('while a secret is rotated the old and the new one verify', { timeout: 120000 }, () =>
  withReceiver(async (gateway, receiver) => {
    const { id, secret: old } = await subscribe(gateway, receiver);
    const { secret } = await gateway.request('POST', `/webhooks/${id}/rotate-secret`, {});
    assert.notEqual(secret, old);
    const outcome = await gateway.request('POST', `/webhooks/${id}/test`, {});
    assert.deepEqual([outcome.delivered, outcome.status, outcome.error], [true, 204, null]);
    const [delivery] = receiver.of('webhook.test');
    assert.equal(verified(old, delivery).event, 'webhook.test');
    assert.equal(verified(secret, delivery).webhookId, id);
  }));

test('a receiver that fails now and then gets every event, each device in order, under ids that stay', { timeout: 300000 }, () =>
  withReceiver(async (gateway, receiver) => {
    const { id, secret } = await subscribe(gateway, receiver);
    const accepted = [];
    receiver.statusFor = (delivery, count) => {
      if (count % 3 !== 0) return 503;
      accepted.push(delivery);
      return 200;
    };
    const device = await session(gateway, 'CP-ORDER');
    const pending = () => gateway.read(`/webhooks/${id}/deliveries?state=pending`);
    await eventually(async () => (await pending()).items.length === 0 && eventsOf(accepted, device).length >= 3, 'everything delivered');
    const { items } = await gateway.read('/webhooks/events?limit=100');
    const told = items.filter(({ deviceId }) => deviceId === device).map((event) => event.id);
    const got = eventsOf(accepted, device).map(({ headers }) => headers['svix-id']);
    assert.deepEqual(got, told);
    const tries = new Map();
    for (const delivery of receiver.received) {
      verified(secret, delivery);
      tries.set(delivery.headers['svix-id'], (tries.get(delivery.headers['svix-id']) ?? 0) + 1);
    }
    assert.ok([...tries.values()].some((count) => count > 1));
  }));

test('events are delivered again when asked, under their own ids', { timeout: 300000 }, () =>
  withReceiver(async (gateway, receiver) => {
    const { id, secret } = await subscribe(gateway, receiver, { eventTypes: ['push.completed'] });
    await session(gateway, 'CP-AGAIN');
    await eventually(() => receiver.received.length === 2, 'two completed commands');
    const eventId = receiver.received[0].headers['svix-id'];
    await gateway.request('POST', `/webhooks/${id}/redeliver`, { eventId });
    await eventually(() => receiver.received.length === 3, 'the first once more');
    assert.equal(receiver.received[2].headers['svix-id'], eventId);
    assert.deepEqual(verified(secret, receiver.received[2]), verified(secret, receiver.received[0]));
  }));

test('over https the name is resolved and the certificate verified: only by the authorities that are configured', { timeout: 120000 }, async () => {
  const certificates = new Certificates();
  const read = (name) => fs.readFileSync(certificates.path(name));
  const receiver = await WebhookReceiver.start({ key: read('server.key'), cert: read('server.pem') });
  const outcomeWith = async (more) => {
    let outcome;
    await withGateway(async (gateway) => {
      const { id } = await subscribe(gateway, receiver);
      outcome = await gateway.request('POST', `/webhooks/${id}/test`, {});
    }, { sections: '[webhooks]\nallow = ["localhost"]\n' + more });
    return outcome;
  };
  try {
    const trusted = await outcomeWith(`ca_file = "${certificates.path('ca.pem')}"\n`);
    assert.deepEqual([trusted.delivered, trusted.status], [true, 204]);
    const stranger = await outcomeWith('');
    assert.equal(stranger.delivered, false);
    assert.match(stranger.error, /^TLS failed: certificate verify failed/);
    assert.equal(receiver.received.length, 1);
  } finally {
    await receiver.close();
    certificates.remove();
  }
});
