// Two boxes of one model without serial numbers under one id, from two addresses; the second dials every 2 s while the
// first charges.
// Right: told (IDENTITY_CLASH, security event), the first keeps its link and its session.
import { play, ready, Charger, Vehicle, sleep, watch, rest, session } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  let live = true,
    inn = 0,
    refused = 0,
    losses = 0;
  charger.onEnd = async () => {
    if (!live) return;
    ++losses;
    await sleep(1000);
    while (live) {
      try {
        await charger.connect();
        await charger.status('Charging');
        return;
      } catch {
        await sleep(1000);
      }
    }
  };
  (async () => {
    while (live) {
      const twin = new Charger({ id: charger.id, model: charger.model });
      try {
        await twin.connect({ from: '127.0.0.2' });
        ++inn;
        await twin.boot();
        await twin.status('Available');
        while (twin.line.open && live) await sleep(200);
        twin.cut();
      } catch {
        ++refused;
      }
      await sleep(2000);
    }
  })();
  const eye = watch(device, 1000);
  await sleep(75000);
  live = false;
  const events = (await rest('GET', `/operator/security-events?chargePointId=${charger.id}`)).data,
    t = await session(charger, id);
  check(
    eye.alarms.has('IDENTITY_CLASH') && /clash/i.test(JSON.stringify(events)),
    `alarms [${[...eye.alarms]}], events ${JSON.stringify([...new Set(events?.items?.map(e => e.type))])}`,
  );
  check(
    losses <= 3,
    `the first lost its link ${losses} times; the second got in ${inn} times, was refused ${refused} times`,
  );
  check(t.state === 'open', `session ${t.state}`);
});
