// DC, energy only, whole kWh, 10 s samples; 45 kW flow under a ceiling of 46: a step every 80 s.
// Right: no alarm, no further limit, no stop, charging; a figure that appears lies near 45 kW.
import { play, ready, Vehicle, energy, sleep, watch } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready(
    {
      keys: {
        MeterValuesSampledData: 'Energy.Active.Import.Register',
        ChargingScheduleAllowedChargingRateUnit: 'Power',
      },
    },
    { rated_kw: 50 },
  );
  await device.ceilingTold(46);
  const car = new Vehicle(charger, {
    wh: 99400,
    step: 1000,
    every: 10000,
    volts: 400,
    most: 112.5,
    least: 1,
    suspends: false,
    sample: v => [energy(v.register() / 1000, { unit: 'kWh' })],
  });
  await car.begin();
  const eye = watch(device),
    n = charger.limits().length;
  await sleep(168000);
  check(!eye.alarms.size && !charger.count('RemoteStopTransaction'), `alarms [${[...eye.alarms]}]`);
  check(charger.limits().length - n <= 2, `limits ${charger.story()}`);
  check(
    eye.read.state.isCharging && eye.highest <= 50,
    `shown ${eye.read.state.currentPower} (${eye.read.metadata.powerSource}), highest ${eye.highest}`,
  );
});
