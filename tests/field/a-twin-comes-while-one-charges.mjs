// A box charges in a session; a second one with the same id (another serial) dials again and again, every second.
// Right: told to the operator within a minute or two, and the charging box keeps its link most of the time and its
// ceiling.
import { play, ready, twins, Vehicle, sleep, watch, rest, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await charger.boot({ chargePointSerialNumber: 'SN-A' });
  await device.ceiling(4.6);
  const car = new Vehicle(charger, { every: 5000 });
  await car.begin();
  const boxes = twins(charger, { boots: { chargePointSerialNumber: 'SN-A' }, serial: 'SN-B', pause: 1000 });
  const eye = watch(device, 1000);
  await sleep(100000);
  boxes.live = false;
  const events = (await rest('GET', `/operator/security-events?chargePointId=${charger.id}`)).data;
  check(
    eye.alarms.has('IDENTITY_CLASH') || /clash/i.test(JSON.stringify(events)),
    `alarms [${[...eye.alarms]}], security events ${JSON.stringify([...new Set(events?.items?.map(e => e.type))])}`,
  );
  check(
    boxes.losses + boxes.twinIn < 30,
    `the charging box lost its link ${boxes.losses} times, the twin got in ${boxes.twinIn} times, refused ${boxes.refused}`,
  );
});
