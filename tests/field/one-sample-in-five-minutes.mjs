// Energy only, a sample every 5 min that cannot be changed, triggers are not known. The ceiling changes, then `idle`
// while nothing is told.
// Right: nothing is proven: no alarm, no stop, at most two limits for each wish; status charging with an unknown power.
import { play, ready, Vehicle, energy, sleep, watch, refusal } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      keys: { MeterValuesSampledData: 'Energy.Active.Import.Register', MeterValueSampleInterval: '300' },
      answers: {
        ChangeConfiguration: () => ({ status: 'Rejected' }),
        TriggerMessage: () => refusal('NotImplemented'),
      },
    },
    { max_phases: 1 },
  );
  await device.ceiling(7.4);
  const car = new Vehicle(charger, { every: 300000, suspends: false, sample: v => [energy(v.register())] });
  await car.begin();
  await car.speak();
  const eye = watch(device);
  await sleep(30000);
  check(
    eye.read.state.isCharging && eye.read.metadata.powerSource !== 'measured',
    `${eye.read.state.status}, ${eye.read.state.currentPower} kW (${eye.read.metadata.powerSource})`,
  );
  const a = Date.now();
  await device.ceiling(3.7);
  await sleep(65000);
  const b = Date.now();
  await device.push('idle');
  await sleep(70000);
  check(
    !eye.alarms.size && !charger.count('RemoteStopTransaction'),
    `alarms [${[...eye.alarms]}], stops ${charger.count('RemoteStopTransaction')}`,
  );
  check(charger.limits(a).length <= 5, `limits ${charger.story(a)}`);
});
