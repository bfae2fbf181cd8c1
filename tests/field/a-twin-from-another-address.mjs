// Two boxes of one model without serial numbers under one id, from two addresses; the second dials every 2 s while the
// first charges.
// Right: told (IDENTITY_CLASH, security event), the first keeps its link and its session.
import { play, ready, twins, Vehicle, sleep, watch, rest, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  const boxes = twins(charger, { twin: { from: '127.0.0.2' }, pause: 2000 });
  const eye = watch(device, 1000);
  await sleep(75000);
  boxes.live = false;
  const events = (await rest('GET', `/operator/security-events?chargePointId=${charger.id}`)).data,
    t = await session(charger, id);
  check(
    eye.alarms.has('IDENTITY_CLASH') && /clash/i.test(JSON.stringify(events)),
    `alarms [${[...eye.alarms]}], events ${JSON.stringify([...new Set(events?.items?.map(e => e.type))])}`,
  );
  check(
    boxes.losses <= 3,
    `the first lost its link ${boxes.losses} times; the second got in ${boxes.twinIn} times, was refused ${boxes.refused} times`,
  );
  check(t.state === 'open', `session ${t.state}`);
});
