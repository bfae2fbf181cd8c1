// Energy only, whole kWh, 7.4 kW. `idle` is followed at once, but the status stays Charging and the register proves
// nothing.
// Right: no stop, no alarm; the action ends completed as acknowledged only (not by the meter), since nothing can be
// proven.
import { play, ready, Vehicle, energy, sleep, ended, watch } from './charger.mjs';
await play(
  async check => {
    const { charger, device } = await ready(
      { keys: { MeterValuesSampledData: 'Energy.Active.Import.Register' } },
      { max_phases: 1 },
    );
    await device.ceiling(7.4);
    const car = new Vehicle(charger, {
      wh: 4000600,
      step: 1000,
      every: 10000,
      suspends: false,
      sample: v => [energy(v.register())],
    });
    await car.begin();
    const eye = watch(device);
    await sleep(30000);
    const a = await device.order('idle', 190000);
    check(
      a.state === 'completed' && a.result.evidence === 'acknowledged',
      `idle ${ended(a)}: ${a.result?.message ?? a.errorMessage}`,
    );
    check(/not measured/.test(a.result?.message ?? ''), 'the message says what is not known');
    check(
      !charger.count('RemoteStopTransaction') && !eye.alarms.size,
      `stops ${charger.count('RemoteStopTransaction')}, alarms [${[...eye.alarms]}]`,
    );
  },
  { seconds: 235 },
);
