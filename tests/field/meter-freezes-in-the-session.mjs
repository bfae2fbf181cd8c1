// After 25 s the meter hangs: always the same power and the same register, whatever is drawn. Then the ceiling is
// halved.
// Right: a frozen meter proves nothing: no LIMIT_NOT_FOLLOWED, no stop; the source is unknown and the report names it.
import { play, ready, Vehicle, energy, power, sleep, watch, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  await device.ceiling(7.4);
  let hung;
  const car = new Vehicle(charger, {
    every: 5000,
    suspends: false,
    sample: v => hung ?? [energy(v.register()), power(Math.round(v.watts()))],
  });
  await car.begin();
  await sleep(25000);
  hung = [energy(car.register()), power(Math.round(car.watts()))];
  await sleep(35000);
  const eye = watch(device),
    at = Date.now();
  await device.ceiling(3.7);
  await sleep(105000);
  const doubt = JSON.stringify((await report(charger)).report).match(
    /"sources_in_doubt":(\{[^}]*\}|\[[^\]]*\])/,
  )?.[1];
  check(!eye.alarms.has('LIMIT_NOT_FOLLOWED'), `alarms [${[...eye.alarms]}]`);
  check(!charger.count('RemoteStopTransaction'), `stops ${charger.count('RemoteStopTransaction')}`);
  check(
    eye.read.metadata.powerSource === 'unknown',
    `power source ${eye.read.metadata.powerSource}, ${eye.read.state.currentPower} kW`,
  );
  check(/frozen/i.test(doubt ?? ''), `sources in doubt ${doubt}`);
  check(charger.limits(at).length <= 5, `limits ${charger.story(at)}`);
});
