// Every 5 s a message with the power, 2.5 s later one with the register, in turn. 7.3 kW; the ceiling of 3.7 is
// ignored.
// Right: 7.3 kW shown all along, alarm; neither source is set aside.
import { play, ready, Vehicle, energy, power, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceilingTold(3.7);
  let n = 0;
  const car = new Vehicle(charger, {
    every: 2500,
    suspends: false,
    law: () => 31.7 - Math.random() * 0.1,
    sample: v => (n++ % 2 ? [energy(v.register())] : [power(Math.round(v.watts()))]),
  });
  await car.begin();
  await sleep(8000);
  const eye = watch(device, 1000);
  await sleep(110000);
  const doubt = (await report(charger)).report.connectors[0].observed.sourcesInDoubt;
  check(eye.lowest > 7 && eye.highest < 7.6, `shown ${eye.lowest} to ${eye.highest} of 7.3 kW`);
  check(eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(!doubt, `in doubt ${JSON.stringify(doubt)}`);
});
