// A box charges in a session; a second one with the same id (another serial) dials again and again, every second.
// Right: told to the operator within a minute or two, and the charging box keeps its link most of the time and its
// ceiling.
import { play, ready, Charger, Vehicle, sleep, watch, rest, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await charger.boot({ chargePointSerialNumber: 'SN-A' });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const id = charger.sessions[1];
  let losses = 0,
    twinIn = 0,
    refused = 0,
    live = true;
  charger.onEnd = async () => {
    if (!live) return;
    ++losses;
    await sleep(1000);
    while (live) {
      try {
        await charger.connect();
        await charger.boot({ chargePointSerialNumber: 'SN-A' });
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
        await twin.connect();
        ++twinIn;
        await twin.boot({ chargePointSerialNumber: 'SN-B' });
        await twin.status('Available');
        for (let i = 0; i < 40 && twin.line.open && live; ++i) await sleep(500);
        twin.cut();
      } catch {
        ++refused;
      }
      await sleep(1000);
    }
  })();
  const eye = watch(device, 1000);
  await sleep(100000);
  live = false;
  const events = (await rest('GET', `/operator/security-events?chargePointId=${charger.id}`)).data;
  check(
    eye.alarms.has('IDENTITY_CLASH') || /clash/i.test(JSON.stringify(events)),
    `alarms [${[...eye.alarms]}], security events ${JSON.stringify([...new Set(events?.items?.map(e => e.type))])}`,
  );
  check(
    losses + twinIn < 30,
    `the charging box lost its link ${losses} times, the twin got in ${twinIn} times, refused ${refused}`,
  );
});
