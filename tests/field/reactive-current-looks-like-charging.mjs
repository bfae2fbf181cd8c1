// At rest 4 A flow on each phase, all reactive (Power.Factor 0.03), no power is told, the register stands still, the
// status stays Charging.
// Right: `idle` completes, power shown under 0.1 kW, no alarm, no stop.
import { play, ready, Vehicle, current, volts, energy, sampled, sleep, watch, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({
    keys: { MeterValuesSampledData: 'Current.Import,Voltage,Power.Factor,Energy.Active.Import.Register' },
  });
  await device.ceilingTold(11);
  const car = new Vehicle(charger, {
    every: 4000,
    phases: 3,
    suspends: false,
    sample: v => [
      energy(v.register()),
      ...['L1', 'L2', 'L3'].flatMap(p => [current(v.amps ? v.amps.toFixed(2) : 4, p), volts(230, p)]),
      sampled('Power.Factor')(v.amps ? 0.99 : 0.03),
    ],
  });
  await car.begin();
  await sleep(20000);
  const eye = watch(device),
    i = await device.order('idle', 100000);
  check(i.state === 'completed', `idle ${ended(i)}: ${i.errorMessage ?? i.result.message}`);
  eye.reset();
  await sleep(40000);
  check(
    eye.highest <= 0.1 && !eye.read.state.isCharging,
    `at rest ${eye.lowest} to ${eye.highest} kW, ${eye.read.state.status}`,
  );
  check(
    !eye.alarms.size && !charger.count('RemoteStopTransaction'),
    `alarms [${[...eye.alarms]}], stops ${charger.count('RemoteStopTransaction')}`,
  );
});
