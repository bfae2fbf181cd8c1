// The charger tells Current.Offered and Power.Offered only. A session, the ceiling is lowered, then `idle`, which it
// follows.
// Right: what is offered is not what flows: power unknown, no alarm; idle completes by its status, no stop.
import { play, ready, Vehicle, sampled, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    { keys: { MeterValuesSampledData: 'Current.Offered,Power.Offered' } },
    { max_phases: 1 },
  );
  await device.ceiling(7.4);
  const car = new Vehicle(charger, {
    every: 4000,
    sample: () => [sampled('Current.Offered', 'A')(32), sampled('Power.Offered', 'W')(7360)],
  });
  await car.begin();
  const eye = watch(device);
  await sleep(15000);
  check(
    eye.read.metadata.powerSource === 'unknown' && eye.read.state.isCharging,
    `${eye.read.state.currentPower} kW (${eye.read.metadata.powerSource}), isCharging ${eye.read.state.isCharging}`,
  );
  await device.ceiling(3.7);
  await sleep(60000);
  check(!eye.alarms.size, `alarms [${[...eye.alarms]}]`);
  const i = await device.order('idle', 70000);
  check(
    i.state === 'completed' && i.result.evidence !== 'meter' && !charger.count('RemoteStopTransaction'),
    `idle ${ended(i)}`,
  );
});
